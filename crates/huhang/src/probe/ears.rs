//! Several listeners on one pipeline.

use std::cell::Cell;

use model::event::ProbeEvent;
use packet::{Context, Layers};
use protocols::{FlowView, Listener, Part, Wants};

/// Passes everything on to each that wants it.
pub(super) struct Ears(Vec<(Cell<Wants>, Box<dyn Listener>)>);

impl Ears {
    /// `None` without listeners, so that the pipeline need not call anyone.
    pub(super) fn over(listeners: Vec<Box<dyn Listener>>) -> Option<Box<dyn Listener>> {
        let mut listeners: Vec<_> =
            listeners.into_iter().map(|one| (Cell::new(one.wants()), one)).collect();
        match listeners.len() {
            0 => None,
            1 => listeners.pop().map(|(_, only)| only),
            _ => Some(Box::new(Self(listeners))),
        }
    }

    fn each(&mut self, wants: impl Fn(&Wants) -> bool, mut tell: impl FnMut(&mut dyn Listener)) {
        for (_, listener) in self.0.iter_mut().filter(|(wanted, _)| wants(&wanted.get())) {
            tell(&mut **listener);
        }
    }
}

impl Listener for Ears {
    /// Asks each anew.
    fn wants(&self) -> Wants {
        self.0.iter().fold(Wants::default(), |all, (wanted, listener)| {
            let one = listener.wants();
            wanted.set(one);
            Wants {
                packets: all.packets || one.packets,
                streams: all.streams || one.streams,
                parts: all.parts || one.parts,
                files: all.files || one.files,
            }
        })
    }

    fn packet(&mut self, at: &Context, layers: &Layers<'_>, flow: Option<&FlowView<'_>>) {
        self.each(|wants| wants.packets, |listener| listener.packet(at, layers, flow));
    }

    fn decode_event(&mut self, at: &Context, name: &'static str) {
        self.each(|wants| wants.packets, |listener| listener.decode_event(at, name));
    }

    fn stream_event(&mut self, at: &Context, flow: &FlowView<'_>, name: &'static str) {
        self.each(|wants| wants.packets, |listener| listener.stream_event(at, flow, name));
    }

    fn stream(&mut self, at: &Context, flow: &FlowView<'_>, data: &[u8]) {
        self.each(|wants| wants.streams, |listener| listener.stream(at, flow, data));
    }

    fn gap(&mut self, at: &Context, flow: &FlowView<'_>, lost: u64) {
        self.each(|wants| wants.streams, |listener| listener.gap(at, flow, lost));
    }

    fn part(&mut self, at: &Context, flow: &FlowView<'_>, part: &Part<'_>) {
        let file = matches!(part, Part::File(_));
        self.each(
            |wants| if file { wants.files } else { wants.parts },
            |listener| listener.part(at, flow, part),
        );
    }

    fn packet_end(
        &mut self,
        at: &Context,
        layers: &Layers<'_>,
        flow: Option<&FlowView<'_>>,
        out: &mut dyn FnMut(ProbeEvent),
    ) {
        self.each(|wants| wants.packets, |listener| listener.packet_end(at, layers, flow, out));
    }

    fn flow_ended(&mut self, at: &Context, flow: &FlowView<'_>, out: &mut dyn FnMut(ProbeEvent)) {
        self.each(|_| true, |listener| listener.flow_ended(at, flow, out));
    }
}
