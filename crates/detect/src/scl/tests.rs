use super::*;

/// A bay with a protection device, a merging unit and a control room's gateway.
pub(crate) const BAY: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<SCL xmlns="http://www.iec.ch/61850/2003/SCL" version="2007" revision="B">
  <Header id="bay"/>
  <Communication>
    <SubNetwork name="station" type="8-MMS">
      <ConnectedAP iedName="PROT1" apName="S1">
        <Address><P type="IP">10.9.0.11</P><P type="MAC-Address">02-00-00-00-09-0B</P></Address>
        <GSE ldInst="LD0" cbName="gcbTrip">
          <Address>
            <P type="MAC-Address">01-0C-CD-01-00-01</P><P type="APPID">0001</P>
            <P type="VLAN-ID">00A</P><P type="VLAN-PRIORITY">4</P>
          </Address>
        </GSE>
      </ConnectedAP>
      <ConnectedAP iedName="MU1" apName="S1">
        <SMV ldInst="MU" cbName="smvcb1">
          <Address><P type="MAC-Address">01-0C-CD-04-00-01</P><P type="APPID">4001</P></Address>
        </SMV>
      </ConnectedAP>
      <ConnectedAP iedName="GATE" apName="S1"><Address><P type="IP">10.9.0.2</P></Address></ConnectedAP>
    </SubNetwork>
  </Communication>
  <IED name="PROT1" manufacturer="Example" type="P1">
    <AccessPoint name="S1"><Server><LDevice inst="LD0">
      <LN0 lnClass="LLN0" inst="" lnType="t">
        <ReportControl name="rcb" rptID="r" confRev="1"><RptEnabled><ClientLN iedName="GATE" lnClass="ITCI" lnInst="1"/></RptEnabled></ReportControl>
        <GSEControl name="gcbTrip" datSet="dsTrip" confRev="3" appID="trip"/>
        <GSEControl name="old" type="GSSE" appID="old"/>
      </LN0>
    </LDevice></Server></AccessPoint>
  </IED>
  <IED name="MU1"><AccessPoint name="S1"><Server><LDevice inst="MU" ldName="Bay1MU">
    <LN0 lnClass="LLN0" inst=""><SampledValueControl name="smvcb1" smvID="MU1SV" datSet="ds" confRev="1"/></LN0>
  </LDevice></Server></AccessPoint></IED>
  <IED name="GATE"><AccessPoint name="S1"><LN lnClass="ITCI" inst="1"/></AccessPoint></IED>
</SCL>"#;

#[test]
fn publishers_addresses_and_clients_are_read() {
    let bay = Engineered::from_scl(BAY).expect("SCL");
    let [goose, sv] = bay.blocks.as_slice() else { panic!("{:?}", bay.blocks) };
    assert_eq!(goose.reference, "PROT1LD0/LLN0$GO$gcbTrip");
    assert_eq!((goose.kind, goose.conf_rev, goose.appid), (Kind::Goose, Some(3), Some(1)));
    assert_eq!((goose.vlan, goose.mac), (Some(10), Some(Mac([1, 0x0c, 0xcd, 1, 0, 1]))));
    assert_eq!(goose.source, Some(Mac([2, 0, 0, 0, 9, 11])));
    assert_eq!((sv.kind, sv.reference.as_str()), (Kind::SampledValues, "MU1SV"));
    assert_eq!((sv.appid, sv.vlan, sv.source), (Some(0x4001), None, None));
    let server = bay.ieds.iter().find(|ied| ied.name == "PROT1").expect("PROT1");
    assert_eq!((server.vendor.as_str(), server.model.as_str()), ("Example", "P1"));
    assert!(server.clients.contains("GATE"));
    assert!(server.addresses.contains(&std::net::IpAddr::from([10, 9, 0, 11])));
}

#[test]
fn what_is_no_scl_is_refused_with_the_reason() {
    for (text, code) in [
        ("", "scl.xml"),
        ("<SCL>", "scl.xml"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><SCL/>", "scl.xml"),
        ("<svg/>", "scl.root"),
    ] {
        let fault = Engineered::from_scl(text).expect_err(text);
        assert_eq!(fault.code, code, "{text}");
    }
}

#[test]
fn what_is_missing_or_wrong_is_left_out() {
    let cases = [
        ("<SCL/>", 0, 0),
        ("<SCL><IED/></SCL>", 1, 0),
        (
            "<SCL><IED name='A'><LDevice inst='L'><LN0><GSEControl/></LN0></LDevice></IED></SCL>",
            1,
            1,
        ),
        (
            "<SCL><Communication><SubNetwork><ConnectedAP><GSE><Address><P/><P type='APPID'>zz</P><P type='MAC-Address'>1</P></Address></GSE></ConnectedAP></SubNetwork></Communication></SCL>",
            0,
            0,
        ),
    ];
    for (text, ieds, blocks) in cases {
        let read = Engineered::from_scl(text).expect(text);
        assert_eq!((read.ieds.len(), read.blocks.len()), (ieds, blocks), "{text}");
        assert!(read.blocks.iter().all(|block| block.appid.is_none() && block.mac.is_none()));
    }
}
