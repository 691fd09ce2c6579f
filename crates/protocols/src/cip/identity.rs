//! Who a device is: the identity object, in responses and in ListIdentity.
//!
//! Source: *CIP Networks Library* Vol. 1 5-2.2 (instance attributes), table 5-2.2.

use crate::cip::classes::{device_type, vendor_name};
use crate::cursor::{Reader, text};
use crate::sink::Sink;

/// The attributes in the order of Get_Attributes_All, which ListIdentity repeats.
pub(crate) struct Identity<'a> {
    pub(crate) vendor: u16,
    pub(crate) device_type: u16,
    pub(crate) product_code: u16,
    pub(crate) major: u8,
    pub(crate) minor: u8,
    pub(crate) status: u16,
    pub(crate) serial: u32,
    pub(crate) name: &'a [u8],
}

impl<'a> Identity<'a> {
    pub(crate) fn read(r: &mut Reader<'a>) -> Option<Self> {
        let (vendor, device_type, product_code) = (r.u16_le()?, r.u16_le()?, r.u16_le()?);
        let (major, minor, status, serial) = (r.u8()?, r.u8()?, r.u16_le()?, r.u32_le()?);
        let size = usize::from(r.u8()?);
        let name = r.bytes(size)?;
        Some(Self { vendor, device_type, product_code, major, minor, status, serial, name })
    }

    pub(crate) fn tell(&self, out: &mut Sink<'_>) {
        if !out.wanted() {
            return;
        }
        vendor(self.vendor, out);
        out.field("device_type", device_type(self.device_type));
        out.field("product_code", self.product_code);
        out.field("firmware", format!("{}.{:03}", self.major, self.minor));
        out.field("device_status", self.status);
        out.field("serial", format!("{:08X}", self.serial));
        product(self.vendor, self.name, out);
    }
}

fn vendor(id: u16, out: &mut Sink<'_>) {
    out.field("vendor_id", id);
    if let Some(name) = vendor_name(id) {
        out.field("vendor", name);
    }
}

/// Vendor identifier of Rockwell Automation.
const ROCKWELL: u16 = 1;

/// The product's name; Rockwell's begins with the catalogue number: `1756-ENBT/A`.
fn product(vendor: u16, name: &[u8], out: &mut Sink<'_>) {
    out.text("model", name);
    let name = text(name);
    let number = name.split([' ', '/']).next().unwrap_or_default();
    let is_number = number.starts_with(|c: char| c.is_ascii_digit()) && number.contains('-');
    if vendor == ROCKWELL && is_number {
        out.field("order_number", number.to_owned());
    }
}

/// The response to Get_Attributes_All.
pub(crate) fn attributes(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    Identity::read(r)?.tell(out);
    Some(())
}

/// The response to Get_Attribute_Single.
pub(crate) fn attribute(number: u32, data: &[u8], out: &mut Sink<'_>) -> Option<()> {
    let mut r = Reader::new(data);
    match number {
        1 => vendor(r.u16_le()?, out),
        2 => out.field("device_type", device_type(r.u16_le()?)),
        3 => out.field("product_code", r.u16_le()?),
        4 => {
            let (major, minor) = (r.u8()?, r.u8()?);
            out.field("firmware", format!("{major}.{minor:03}"));
        }
        5 => out.field("device_status", r.u16_le()?),
        6 => {
            let serial = r.u32_le()?;
            out.field("serial", format!("{serial:08X}"));
        }
        7 => {
            let size = usize::from(r.u8()?);
            out.text("model", r.bytes(size)?);
        }
        _ => out.values(data),
    }
    Some(())
}
