//! Sends packets, and accounts for every one of them.

use crate::event::{Event, Place};
use crate::kernel::{Lab, LabError, io_error};
use crate::log::Entry;
use crate::packet::Packet;
use packetwalk_space::Family;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use socket2::SockAddr;
use std::collections::HashMap;
use std::net::SocketAddr;

/// A packet to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Probe {
    /// Who sends it.
    pub from: Place,
    /// The packet.
    pub packet: Packet,
}

/// What became of a probe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The probe itself.
    pub forward: Outcome,
    /// Its answer, if it arrived and is one that is answered.
    pub back: Option<Outcome>,
}

/// The end of a packet's journey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// How it ended; `None` where no rule spoke of it, which is a fault of the lab.
    pub event: Option<Event>,
    /// The packet as it was there.
    pub seen: Option<Packet>,
}

/// How many packets are under way at once: as many as logs and queues hold.
const BATCH: usize = 400;
/// How long nothing may be heard of any packet before those that are still out are sent again, and at last count as lost. No
/// packet of a lab that works is.
const PATIENCE: [Timespec; 3] = [
    Timespec { tv_sec: 0, tv_nsec: 300_000_000 },
    Timespec { tv_sec: 1, tv_nsec: 0 },
    Timespec { tv_sec: 3, tv_nsec: 0 },
];

impl Lab {
    /// Sends probes, and the answers of those that arrive.
    ///
    /// Probes share the network's memory: give no two of them the same addresses and ports.
    ///
    /// # Errors
    /// When the kernel refuses to send or to tell, and when `interrupted` says so.
    pub fn probe(&mut self, probes: &[Probe], interrupted: &dyn Fn() -> bool) -> Result<Vec<Trace>, LabError> {
        let forward = self.send(probes, interrupted)?;
        let mut answers = Vec::new();
        let mut answered = Vec::new();
        for (at, outcome) in forward.iter().enumerate() {
            if let Outcome { event: Some(Event::Delivered(place)), seen: Some(seen) } = outcome
                && let Some(packet) = seen.reply()
            {
                answers.push(Probe { from: *place, packet });
                answered.push(at);
            }
        }
        let back = self.send(&answers, interrupted)?;
        let mut traces: Vec<_> = forward.into_iter().map(|forward| Trace { forward, back: None }).collect();
        for (at, outcome) in answered.into_iter().zip(back) {
            traces[at].back = Some(outcome);
        }
        Ok(traces)
    }

    fn send(&mut self, probes: &[Probe], interrupted: &dyn Fn() -> bool) -> Result<Vec<Outcome>, LabError> {
        let mut outcomes = Vec::with_capacity(probes.len());
        for batch in probes.chunks(BATCH) {
            if interrupted() {
                return Err(LabError::Interrupted);
            }
            outcomes.extend(self.send_batch(batch)?);
        }
        Ok(outcomes)
    }

    fn send_batch(&mut self, probes: &[Probe]) -> Result<Vec<Outcome>, LabError> {
        let mut outcomes = vec![Outcome { event: None, seen: None }; probes.len()];
        let mut open: HashMap<u32, usize> = HashMap::new();
        for patience in PATIENCE {
            // What nothing was heard of is sent again: a device that is only just up drops what comes too early. What a network
            // swallows without a trace it swallows every time.
            let silent: Vec<usize> = (0..probes.len()).filter(|at| outcomes[*at].event.is_none()).collect();
            if silent.is_empty() {
                break;
            }
            for at in &silent {
                open.extend(self.emit(&probes[*at])?.map(|number| (number, *at)));
            }
            let mut waiting = silent.len();
            let mut entries = Vec::new();
            while waiting > 0 && self.listen(patience, &mut entries)? {
                for (event, packet, number) in entries.drain(..) {
                    let Some(outcome) = open.get(&number).map(|at| &mut outcomes[*at]) else { continue };
                    if outcome.event.is_none() {
                        *outcome = Outcome { event: self.plan.events.get(event).cloned(), seen: Some(packet) };
                        waiting -= 1;
                    }
                }
            }
        }
        Ok(outcomes)
    }

    /// Sends one packet; the number by which it is known again, if it is one that can be sent.
    fn emit(&mut self, probe: &Probe) -> Result<Option<u32>, LabError> {
        let number = self.next;
        self.next = self.next.wrapping_add(1);
        let mut packet = probe.packet;
        if !packet.answer {
            // An echo is known by its identifier.
            packet.rest = number.rotate_left(16).to_be_bytes();
        }
        let family = if packet.destination.is_ipv4() { Family::V4 } else { Family::V6 };
        let Some(bytes) = packet.bytes(number) else { return Ok(None) };
        let Some(socket) = self.sender(probe.from, family)? else { return Ok(None) };
        match socket.send_to(&bytes, &SockAddr::from(SocketAddr::new(packet.destination, 0))) {
            Ok(_) => {}
            // The namespace's own filters may refuse on the way out, and the log says which did.
            Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {}
            Err(error) => return Err(io_error(format!("sending {packet}"))(error)),
        }
        Ok(Some(number))
    }

    /// Waits until some log has something to tell; false when none has for too long.
    fn listen(&self, patience: Timespec, entries: &mut Vec<Entry>) -> Result<bool, LabError> {
        let mut polled: Vec<_> = self.logs.iter().map(|log| PollFd::new(log, PollFlags::IN)).collect();
        let ready = poll(&mut polled, Some(&patience)).map_err(|error| io_error("the packet logs")(error.into()))?;
        let told: Vec<_> = polled.iter().map(|fd| !fd.revents().is_empty()).collect();
        let mut buffer = vec![0; 1 << 16];
        for (log, _) in self.logs.iter().zip(told).filter(|(_, told)| *told) {
            log.take(&mut buffer, entries).map_err(io_error("the packet logs"))?;
        }
        Ok(ready > 0)
    }
}
