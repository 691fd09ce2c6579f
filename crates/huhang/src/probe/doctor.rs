//! `huhang probe doctor`: listens for a while and says what is wrong with the span port.

use std::fs::File;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use model::event::{FlowState, ProbeEvent};
use model::observation::{Mac, Transport};
use packet::{CaptureReader, Frame, LinkType};
use protocols::{Config, Pipeline, Stats};
use serde_json::{Value, json};

use super::Stop;
use super::args::Doctor;
use super::live::Ring;

/// The longest Ethernet frame on a network without jumbo frames, tags included; what is longer was
/// put together by the card (IEEE 802.3, 3.2.7; 802.3as).
const LONGEST_FRAME: u32 = 2_000;
/// Shares from which something is worth a word.
const FEW: f64 = 0.01;
const MANY: f64 = 0.3;
/// Fewer TCP conversations than this prove nothing about directions.
const ENOUGH_FLOWS: u64 = 5;

/// What was heard.
#[derive(Debug, Default)]
struct Heard {
    packets: u64,
    /// Frames from one station to another, neither of them this one.
    others: u64,
    own: u64,
    group: u64,
    cut: u64,
    long: u64,
    tagged: u64,
    backwards: u64,
    dropped: u64,
    /// TCP conversations with data, and those of which only one side was heard.
    flows: u64,
    one_sided: u64,
    last: i64,
}

/// One thing to know, most urgent first.
struct Advice {
    /// `error`, `warning` or `fine`.
    level: &'static str,
    code: &'static str,
    zh: String,
    en: String,
}

pub(super) fn run(args: &Doctor) -> anyhow::Result<ExitCode> {
    let mut heard = Heard::default();
    let mut pipeline = Pipeline::new(Config { observations: false, ..Config::default() });
    let mut advice = Vec::new();
    match (&args.interface, &args.read) {
        (Some(name), _) => {
            advice.extend(interface(name));
            listen(name, args.seconds, &mut pipeline, &mut heard)?;
        }
        (None, Some(path)) => read(path, &mut pipeline, &mut heard)?,
        (None, None) => {}
    }
    pipeline.finish(&mut |event| heard.event(&event));
    let stats = pipeline.stats();
    advice.extend(judge(&heard, &stats));
    let sick = advice.iter().any(|advice| advice.level == "error");
    report(args, &heard, &stats, &advice)?;
    Ok(if sick { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn listen(
    name: &str,
    seconds: u64,
    pipeline: &mut Pipeline,
    heard: &mut Heard,
) -> anyhow::Result<()> {
    const WAIT: Duration = Duration::from_millis(100);
    let mut ring = Ring::open(name, true).with_context(|| {
        format!(
            "probe.interface_unavailable: 无法监听网卡 {name}（需要 CAP_NET_RAW）/ \
             cannot listen on {name} (needs CAP_NET_RAW)"
        )
    })?;
    let own = own_address(name);
    let stop = Stop::watch()?;
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(seconds) && !stop.asked() {
        ring.read(WAIT, &mut |frame| heard.frame(frame, own, pipeline))
            .context("probe.interface_lost: 网卡不可用 / the interface went away")?;
    }
    heard.dropped = ring.drops().dropped;
    Ok(())
}

fn read(path: &Path, pipeline: &mut Pipeline, heard: &mut Heard) -> anyhow::Result<()> {
    let shown = path.display();
    let say = || format!("probe.file_unreadable: 无法读取 {shown} / cannot read {shown}");
    let mut reader = CaptureReader::new(File::open(path).with_context(say)?).with_context(say)?;
    while let Some(frame) = reader.next_frame().with_context(say)? {
        heard.frame(&frame, None, pipeline);
    }
    Ok(())
}

impl Heard {
    fn frame(&mut self, frame: &Frame<'_>, own: Option<Mac>, pipeline: &mut Pipeline) {
        self.packets += 1;
        self.cut += u64::from(frame.data.len() < frame.wire_len as usize);
        self.long += u64::from(frame.wire_len > LONGEST_FRAME);
        self.backwards += u64::from(frame.time.0 < self.last - 1_000_000);
        self.last = frame.time.0;
        if frame.link == LinkType::Ethernet
            && let Some([d0, d1, d2, d3, d4, d5, s0, s1, s2, s3, s4, s5, t0, t1]) =
                frame.data.first_chunk::<14>()
        {
            let (to, from) =
                (Mac([*d0, *d1, *d2, *d3, *d4, *d5]), Mac([*s0, *s1, *s2, *s3, *s4, *s5]));
            self.tagged += u64::from(matches!([*t0, *t1], [0x81, 0] | [0x88, 0xa8]));
            match () {
                () if Some(to) == own || Some(from) == own => self.own += 1,
                () if to.is_multicast() => self.group += 1,
                () => self.others += 1,
            }
        }
        pipeline.packet(frame, &mut |event| self.event(&event));
    }

    fn event(&mut self, event: &ProbeEvent) {
        let ProbeEvent::Flow(flow) = event else { return };
        let talks = flow.transport == Transport::Tcp
            && !matches!(flow.state, FlowState::Attempt | FlowState::Refused);
        if flow.ended && talks && flow.packets.iter().sum::<u64>() >= 4 {
            self.flows += 1;
            self.one_sided += u64::from(flow.packets.contains(&0));
        }
    }
}

/// `part` of `whole`; 0 of nothing.
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn advice(level: &'static str, code: &'static str, zh: String, en: String) -> Advice {
    Advice { level, code, zh, en }
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

fn judge(heard: &Heard, stats: &Stats) -> Vec<Advice> {
    if heard.packets == 0 {
        return vec![advice(
            "error",
            "span.silent",
            "没有收到任何报文：检查网线、镜像口配置和网卡是否启用".into(),
            "no packet at all: check the cable, the mirror session and that the port is up".into(),
        )];
    }
    let checks = [mirror, directions, doubled, loses, drops, cut, offload, disorder];
    let mut all: Vec<_> = checks.iter().filter_map(|check| check(heard, stats)).collect();
    all.extend(protocols(stats));
    if all.is_empty() {
        all.push(advice(
            "fine",
            "span.fine",
            "镜像口正常".into(),
            "the span port is in order".into(),
        ));
    }
    all
}

fn mirror(heard: &Heard, _: &Stats) -> Option<Advice> {
    let ethernet = heard.others + heard.own + heard.group;
    (ethernet > 0 && heard.others == 0).then(|| {
        advice(
            "error",
            "span.no_mirror",
            "只有广播、组播和本机流量：这个口没有镜像其他设备的流量".into(),
            "only broadcast, multicast and own traffic: this port mirrors nobody".into(),
        )
    })
}

fn directions(heard: &Heard, _: &Stats) -> Option<Advice> {
    let one_sided = share(heard.one_sided, heard.flows);
    (heard.flows >= ENOUGH_FLOWS && one_sided > MANY).then(|| {
        let of = percent(one_sided);
        advice(
            "error",
            "span.one_way",
            format!("{of} 的 TCP 会话只有一个方向：镜像要同时包含收和发（both）"),
            format!("{of} of TCP conversations have one direction: mirror both rx and tx"),
        )
    })
}

fn doubled(_: &Heard, stats: &Stats) -> Option<Advice> {
    let engine = &stats.engine;
    let doubled = share(engine.duplicates, engine.udp)
        .max(share(engine.repeated, engine.delivered + engine.repeated));
    (doubled > MANY).then(|| {
        let of = percent(doubled);
        advice(
            "warning",
            "span.doubled",
            format!("{of} 的数据出现两次：多个镜像源重叠，只保留一个"),
            format!("{of} of data is seen twice: mirror sources overlap, keep one of them"),
        )
    })
}

fn loses(_: &Heard, stats: &Stats) -> Option<Advice> {
    let lost = share(stats.engine.lost, stats.engine.delivered + stats.engine.lost);
    (lost > FEW).then(|| {
        let of = percent(lost);
        advice(
            "warning",
            "span.loses",
            format!("TCP 数据缺失 {of}：镜像口带宽不足，或交换机丢弃了镜像报文"),
            format!("{of} of TCP data is missing: the mirror port is too slow or the switch drops"),
        )
    })
}

fn drops(heard: &Heard, _: &Stats) -> Option<Advice> {
    let n = heard.dropped;
    (n > 0).then(|| {
        advice(
            "warning",
            "probe.drops",
            format!("内核丢弃 {n} 个报文：本机跟不上，用 --cores 增加核数"),
            format!("the kernel dropped {n} packets: this machine is too slow, use --cores"),
        )
    })
}

fn cut(heard: &Heard, _: &Stats) -> Option<Advice> {
    let n = heard.cut;
    (n > 0).then(|| {
        advice(
            "warning",
            "capture.cut",
            format!("{n} 个报文被截短：取消 snaplen 限制"),
            format!("{n} packets are cut short: lift the snap length"),
        )
    })
}

fn offload(heard: &Heard, _: &Stats) -> Option<Advice> {
    let n = heard.long;
    (n > 0).then(|| {
        advice(
            "warning",
            "nic.offload",
            format!("{n} 个超长帧：关闭网卡合并（ethtool -K 网卡 gro off lro off）"),
            format!("{n} frames were put together by the card: ethtool -K NIC gro off lro off"),
        )
    })
}

fn disorder(heard: &Heard, _: &Stats) -> Option<Advice> {
    (share(heard.backwards, heard.packets) > FEW).then(|| {
        advice(
            "warning",
            "capture.disorder",
            "时间戳倒退：多个采集点未同步，或合并时未排序".into(),
            "time stamps run backwards: taps are not in step, or were merged unsorted".into(),
        )
    })
}

fn protocols(stats: &Stats) -> Option<Advice> {
    let none = !stats.protocols.iter().any(|account| account.messages > 0);
    none.then(|| {
        advice(
            "warning",
            "span.no_protocol",
            "没有认出任何协议：镜像的可能不是工业网段，或流量全部加密".into(),
            "no protocol recognised: perhaps not the plant's segment, or all is encrypted".into(),
        )
    })
}

/// What the system says of the interface itself.
fn interface(name: &str) -> Vec<Advice> {
    let mut all = Vec::new();
    let mut say = |level, code, zh, en| all.push(advice(level, code, zh, en));
    if value(name, "operstate").is_some_and(|state| state == "down") {
        say(
            "error",
            "nic.down",
            format!("网卡 {name} 未启用：ip link set {name} up"),
            format!("interface {name} is down: ip link set {name} up"),
        );
    }
    for counter in ["rx_errors", "rx_missed_errors", "rx_crc_errors"] {
        let count = value(name, &format!("statistics/{counter}"));
        if let Some(n) = count.and_then(|n| n.parse::<u64>().ok()).filter(|n| *n > 0) {
            say(
                "warning",
                "nic.errors",
                format!("{name} 的 {counter} = {n}：检查网线、光模块和双工"),
                format!("{counter} of {name} is {n}: check cable, transceiver and duplex"),
            );
        }
    }
    all
}

/// A value that the kernel tells of an interface.
fn value(name: &str, what: &str) -> Option<String> {
    // A name with a slash would lead elsewhere.
    let name = Some(name).filter(|name| !name.contains('/') && *name != "..")?;
    let path = Path::new("/sys/class/net").join(name).join(what);
    std::fs::read_to_string(path).ok().map(|text| text.trim().to_owned())
}

fn own_address(name: &str) -> Option<Mac> {
    value(name, "address")?.parse().ok().filter(|mac: &Mac| !mac.is_zero())
}

fn report(args: &Doctor, heard: &Heard, stats: &Stats, all: &[Advice]) -> anyhow::Result<()> {
    if args.json {
        crate::out::say(&serde_json::to_string(&as_json(heard, stats, all))?);
        return Ok(());
    }
    for advice in all {
        let mark = match advice.level {
            "error" => "✗",
            "warning" => "!",
            _ => "✓",
        };
        crate::out::say(&format!("{mark} {}: {}\n  {}", advice.code, advice.zh, advice.en));
    }
    let flows = stats.engine.flows;
    crate::out::say(&format!(
        "{} 个报文 packets, {flows} 个会话 flows, {} 个带 VLAN 标签 tagged",
        heard.packets, heard.tagged
    ));
    Ok(())
}

fn as_json(heard: &Heard, stats: &Stats, all: &[Advice]) -> Value {
    let advice: Vec<_> = all
        .iter()
        .map(|a| json!({"level": a.level, "code": a.code, "zh": a.zh, "en": a.en}))
        .collect();
    json!({
        "ok": all.iter().all(|advice| advice.level != "error"),
        "advice": advice,
        "packets": heard.packets,
        "between_others": heard.others,
        "group": heard.group,
        "own": heard.own,
        "tagged": heard.tagged,
        "dropped": heard.dropped,
        "flows": stats.engine.flows,
        "tcp_conversations": heard.flows,
        "one_sided": heard.one_sided,
        "lost_bytes": stats.engine.lost,
        "repeated_bytes": stats.engine.repeated,
        "duplicates": stats.engine.duplicates,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::CaptureTime;
    use packet::Side;
    use packet::build::{Conversation, Peer};

    /// Codes of what is said about some frames.
    fn said(frames: &[Vec<u8>]) -> Vec<&'static str> {
        let mut heard = Heard::default();
        let mut pipeline = Pipeline::new(Config { observations: false, ..Config::default() });
        for (number, data) in (1..).zip(frames) {
            let frame = Frame {
                time: CaptureTime(i64::try_from(number).unwrap() * 1_000_000),
                number,
                link: LinkType::Ethernet,
                data,
                wire_len: u32::try_from(data.len()).unwrap(),
            };
            heard.frame(&frame, None, &mut pipeline);
        }
        pipeline.finish(&mut |event| heard.event(&event));
        judge(&heard, &pipeline.stats()).iter().map(|advice| advice.code).collect()
    }

    fn conversation(port: u16) -> Vec<(Side, Vec<u8>)> {
        let mut talk =
            Conversation::new(Peer::new([10, 0, 0, 9], port), Peer::new([10, 0, 0, 1], 502));
        let mut frames: Vec<_> =
            [Side::Client, Side::Server, Side::Client].into_iter().zip(talk.open()).collect();
        for _ in 0..4 {
            let (ask, answer) =
                ([0, 1, 0, 0, 0, 6, 1, 3, 0, 0, 0, 1], [0, 1, 0, 0, 0, 5, 1, 3, 2, 0, 7]);
            frames.push((Side::Client, talk.say(Side::Client, &ask)));
            frames.push((Side::Server, talk.say(Side::Server, &answer)));
        }
        frames
    }

    fn frames(keep: impl Fn(Side) -> bool) -> Vec<Vec<u8>> {
        let all = (50_000..50_010).flat_map(conversation);
        all.filter(|(side, _)| keep(*side)).map(|(_, frame)| frame).collect()
    }

    #[test]
    fn what_is_wrong_is_said_and_what_is_right_too() {
        assert_eq!(said(&[]), ["span.silent"]);
        assert_eq!(said(&frames(|_| true)), ["span.fine"]);
        assert_eq!(said(&frames(|side| side == Side::Server)), ["span.one_way"]);
        let group = vec![[&[0xff; 6][..], &[2; 6], &[0x08, 0x06], &[0; 46]].concat(); 3];
        assert_eq!(said(&group), ["span.no_mirror", "span.no_protocol"]);
        let twice: Vec<_> = frames(|_| true).into_iter().flat_map(|f| [f.clone(), f]).collect();
        assert_eq!(said(&twice), ["span.doubled"]);
    }
}
