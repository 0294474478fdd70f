//! How targets fare, and what that means for new connections.

use super::reasons;
use super::zones::is_known;
use crate::components::target_group::{Target, TargetGroup};
use crate::network::Network;
use packetwalk_fabric::Reason;

/// What a target's health means for new connections.
pub(super) enum Fare {
    /// It gets them.
    Well,
    /// It gets them where too few others fare well.
    Failing,
    /// It has left, or never took part: it gets none, and no load balancer falls back on it.
    Out,
    /// Whether it gets any isn't known.
    Unavailable,
    /// It gets none while enough others fare well; whether it does otherwise isn't known.
    Doubtful(&'static Reason),
}

pub(super) fn of(net: &Network, group: &TargetGroup, item: u32, application: bool) -> Fare {
    let target = net.target(item);
    let Some(state) = target.health else { return Fare::Well };
    match net.text(state) {
        "healthy" => Fare::Well,
        "unhealthy" | "initial" => Fare::Failing,
        "unused" if contradicts_snapshot(net, group, item, target) => Fare::Doubtful(&reasons::UNUSED),
        "draining" | "unused" => Fare::Out,
        "unhealthy.draining" => Fare::Doubtful(&reasons::UNHEALTHY_DRAINING),
        "unavailable" if application => Fare::Well,
        _ => Fare::Unavailable,
    }
}

/// Whether the snapshot shows the opposite of why a target is unused. That a node asks shows that a listener forwards to the group; one
/// whose zone isn't known may be in one that isn't enabled.
fn contradicts_snapshot(net: &Network, group: &TargetGroup, item: u32, target: &Target) -> bool {
    match target.reason.map(|reason| net.text(reason)) {
        Some("Target.NotInUse") => is_known(net, group, item),
        Some("Target.InvalidState") => {
            let state = net.find_instance(target.of).and_then(|instance| net.instance(instance).state);
            state.is_some_and(|state| matches!(net.text(state), "pending" | "running"))
        }
        _ => false,
    }
}
