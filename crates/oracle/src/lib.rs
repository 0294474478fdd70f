//! A naive oracle: one packet, plain loops over plain data.
//!
//! It reads what the lab reads ([`packetwalk_aws::plain`]) and nothing that the walk runs on: no sets, no tables of rows, no
//! engine. Rules are compared one after another, routes all of them, memory is a list. It is slow and short, so that it can
//! be read against AWS's pages. It tells what became of a packet in the lab's words, so whatever holds an answer against
//! the lab holds it against the oracle too, without root and a hundred times as often.
//!
//! Where AWS picks one of several ways (a transit gateway's zone, a NAT gateway's address), [`traces`] takes each in turn.

#![cfg(target_os = "linux")]

mod balancers;
mod classic;
mod endpoints;
mod filters;
mod internet;
mod nat;
mod outside;
mod peering;
mod routes;
mod transit;
mod vpc;
mod walker;

use packetwalk_aws::plain::Plain;
use packetwalk_lab::{Probe, Trace};
use walker::Walker;

/// Ways that are followed for one packet; the rest is left out.
const WAYS: usize = 64;

/// What becomes of a probe and of its answer: a trace for each way in which AWS may choose.
///
/// `nat_port` is the source port that NAT gateways give.
pub fn traces(net: &Plain, probe: &Probe, nat_port: u16) -> Vec<Trace> {
    let mut traces = Vec::new();
    let mut script = Vec::new();
    while traces.len() < WAYS {
        let mut walker = Walker::new(net, nat_port, script);
        traces.push(walker.trace(probe));
        match walker.next_script() {
            Some(next) => script = next,
            None => break,
        }
    }
    traces
}
