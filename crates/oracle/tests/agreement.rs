//! The walk against the naive oracle, on random networks.

#![cfg(target_os = "linux")]

use packetwalk::plain::{Plain, Vpc};
use packetwalk::{Session, Verdict};
use packetwalk_agree::Comparison;
use packetwalk_lab::{Event, Place, Probe, Trace, boundary_probes};
use packetwalk_oracle::traces;
use packetwalk_space::Address;
use packetwalk_testkit::made_up::hold;
use proptest::test_runner::TestCaseError;
use std::cell::Cell;

/// The port that NAT gateways take.
const NAT_PORT: u16 = 40000;

/// What a trace says of the question as a whole; `None` where the oracle doesn't know, or the packet arrived at another place
/// than the one that was asked about.
fn verdict(net: &Plain, probe: &Probe, trace: &Trace) -> Option<Verdict> {
    let destination = probe.packet.destination.into();
    match trace.forward.event.as_ref()? {
        Event::Dropped { .. } => return Some(Verdict::Never),
        Event::Delivered(Place::Interface(item)) => {
            let interface = &net.interfaces[*item];
            let means = |(private, public): &(Address, Option<Address>)| {
                *private == destination || *public == Some(destination)
            };
            interface.addresses.iter().any(means).then_some(())?;
        }
        Event::Delivered(Place::Internet) => {
            let inside = |vpc: &Vpc| vpc.blocks.iter().any(|block| block.contains(destination));
            (!net.vpcs.iter().any(inside)).then_some(())?;
        }
        _ => return None,
    }
    let Some(back) = &trace.back else { return Some(Verdict::Always) };
    match (back.event.as_ref()?, &back.seen) {
        (Event::Dropped { .. }, _) => Some(Verdict::Never),
        (Event::Delivered(place), Some(seen)) => {
            let known = probe.packet.reply().is_some_and(|reply| reply.looks_like(seen));
            Some(if *place == probe.from && known { Verdict::Always } else { Verdict::Never })
        }
        _ => None,
    }
}

/// What the walk may not know, though plain loops do.
const SHY: &[&str] = &[
    "IGW_NOT_READ",
    "APPLIANCE_SEES_ONE_WAY",
    "APPLIANCE_MAY_TRANSLATE",
    "SG_REFERENCE_BY_TWO_WAYS",
    "LEFT_ELSEWHERE",
    "GWLB_SEES_ONE_WAY",
    "GWLB_SEES_REPLIES_ONLY",
];

#[test]
fn the_walk_agrees_with_plain_loops() {
    let [networks, probes, ways, arrived, open, whole] = [const { Cell::new(0) }; 6];
    let count = |cell: &Cell<usize>, more: usize| cell.set(cell.get() + more);
    hold(file!(), 120, |made_up, network| {
        let net = network.plain();
        let session = Session::new(network);
        count(&networks, 1);
        for probe in boundary_probes(&net, made_up.seed, 40) {
            let traces = traces(&net, &probe, NAT_PORT);
            count(&probes, 1);
            count(&arrived, usize::from(traces.iter().any(|trace| trace.back.is_some())));
            let mut told = None;
            let verdicts: Option<Vec<_>> = traces.iter().map(|trace| verdict(&net, &probe, trace)).collect();
            for trace in &traces {
                count(&ways, 1);
                match Comparison::of(&session, &net, &probe, trace) {
                    Ok((Comparison::Same, story)) => told = Some(story.verdict),
                    Ok((Comparison::Open(why), story)) => {
                        count(&open, 1);
                        // What plain loops know, the walk must know, unless it is one of several ways of which they don't know another.
                        // Which lists were read, plain data doesn't say, and to plain loops every appliance is a router.
                        let known = traces.len() == 1 || verdicts.is_some();
                        let shy =
                            known && why.starts_with("the walk doesn't know") && !why.ends_with("what dropped it");
                        if shy && !story.unknown.iter().any(|missing| SHY.contains(&missing.code.as_str())) {
                            let codes: Vec<_> = story.unknown.iter().map(|missing| missing.code.as_str()).collect();
                            return Err(TestCaseError::fail(format!("{}: {why}: {}", probe.packet, codes.join(", "))));
                        }
                    }
                    Ok((Comparison::Differ(why), _)) => return Err(TestCaseError::fail(why)),
                    Err(error) => return Err(TestCaseError::fail(format!("{}: {error}", probe.packet))),
                }
            }
            let (Some(verdicts), Some(told)) = (verdicts, told) else { continue };
            let all = |wanted| verdicts.iter().all(|verdict| *verdict == wanted);
            let wanted = match (all(Verdict::Always), all(Verdict::Never)) {
                (true, _) => Verdict::Always,
                (_, true) => Verdict::Never,
                _ => Verdict::Sometimes,
            };
            count(&whole, 1);
            if told != wanted && told != Verdict::Unknown {
                let why = format!("{}: {wanted:?}, and the walk says {told:?}", probe.packet);
                return Err(TestCaseError::fail(why));
            }
        }
        Ok(())
    });
    let [networks, probes, ways, arrived, open, whole] =
        [networks, probes, ways, arrived, open, whole].map(Cell::into_inner);
    println!(
        "{networks} networks, {probes} packets, {ways} ways, {arrived} arrived, {open} open, {whole} compared as a whole"
    );
    // Silence is no agreement.
    assert!(open * 5 < ways, "{open} of {ways} can't be compared");
}
