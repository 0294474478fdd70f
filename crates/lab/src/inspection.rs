//! An endpoint of a Gateway Load Balancer: what comes to it goes back into its subnet as it was. What the appliances behind it
//! decide isn't imitated: they are taken to pass everything.

use crate::event::Event;
use crate::geneve;
use crate::plan::{INSPECTED, Namespace, Plan, SENT_ON, everywhere, loops, passed_on, word};
use crate::{private_link, targets};
use packetwalk_aws::plain::{Act, Endpoint, Plain, Registered};
use packetwalk_space::Family;

/// The device to the VPC's router.
pub(crate) const DEVICE: &str = "vpc";

/// Whether an endpoint is one whose packets appliances see.
pub(crate) fn is_one(endpoint: &Endpoint) -> bool {
    endpoint.kind.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("gatewayloadbalancer")) && !endpoint.managed
}

/// Its subnet.
pub(crate) fn subnet(net: &Plain, endpoint: &Endpoint) -> Option<usize> {
    let of_interface = || endpoint.interfaces.iter().find_map(|item| net.interfaces[*item].subnet);
    endpoint.subnets.first().copied().or_else(of_interface)
}

pub(crate) fn plan(plan: &mut Plan, net: &Plain, item: usize) -> usize {
    let endpoint = &net.endpoints[item];
    let mut namespace = Namespace::new(&endpoint.id);
    for family in [Family::V4, Family::V6] {
        namespace.ip(family, format!("route add {} dev {DEVICE}", everywhere(family)));
    }
    let mut arrive = loops(plan, &endpoint.id);
    let kept = plan.drop(Event::dropped(&endpoint.id, "a load balancer's client's address doesn't pass it"));
    let both = [Family::V4, Family::V6].map(word);
    arrive.extend(both.map(|word| format!("{word} dscp {SENT_ON}-63 {kept}")));
    arrive.extend(private_link::usable(plan, endpoint));
    arrive.extend(health(net, endpoint).map(|event| plan.drop(event)));
    namespace.chain("arrive", Some("filter hook prerouting priority -150"), arrive);
    // What a host has passed on before may still have another's address.
    let mut forward = vec![format!("{} accept", passed_on(Family::V4))];
    forward.extend(both.map(|word| format!("{word} dscp set {INSPECTED}")));
    namespace.chain("forward", Some("filter hook forward priority 0"), forward);
    plan.add(namespace)
}

/// What becomes of packets where no healthy appliance is known to be behind an endpoint; nothing where one is, or may be.
fn health(net: &Plain, endpoint: &Endpoint) -> Option<Event> {
    let connected = endpoint.connection.as_ref().map(|connection| &connection.balancers);
    let service = &net.services[endpoint.service?];
    // One that is connected to several uses one of them.
    let [Ok(balancer)] = connected.filter(|all| !all.is_empty()).unwrap_or(&service.balancers).as_slice() else {
        return None;
    };
    let zone = net.subnets[subnet(net, endpoint)?].zone.as_ref()?;
    let of_node = |node: usize| net.subnets[net.interfaces[node].subnet?].zone.as_ref();
    let balancer = &net.balancers[*balancer];
    let node = balancer.nodes.iter().find(|node| of_node(**node) == Some(zone))?;
    let [listener] = balancer.listeners.as_slice() else { return None };
    let [Act::Forward(Ok(group))] = listener.acts.as_slice() else { return None };
    let group = &net.target_groups[*group];
    let registered = group.targets.as_ref()?;
    let cross = targets::crosses_zones(balancer, group);
    let reached = |target: &&Registered| targets::may_choose(net, balancer, true, target, *node);
    let (left, stayed): (Vec<_>, Vec<_>) =
        registered.iter().filter(reached).partition(|target| targets::has_left(net, target, *node));
    let is_near =
        |target: &&Registered| if cross == Some(true) { Some(true) } else { targets::is_near(net, target, *node) };
    let mut near = stayed.iter().filter(|target| is_near(target) == Some(true)).peekable();
    if near.peek().is_some() {
        let healthy = near.any(|target| target.health.as_deref().is_none_or(|health| health == "healthy"));
        let unhealthy = || Event::not_imitated(format!("appliances behind {} that aren't healthy", endpoint.id));
        if !healthy {
            return Some(unhealthy());
        }
        let well = stayed.iter().filter(|target| {
            is_near(target) == Some(true) && target.health.as_deref().is_none_or(|health| health == "healthy")
        });
        let kept =
            || Event::not_imitated(format!("filters that may keep GENEVE from appliances behind {}", endpoint.id));
        return well.into_iter().any(|target| !geneve::passes(net, *node, target)).then(kept);
    }
    // By an attribute that wasn't read those of other zones may be chosen, too.
    if stayed.iter().any(|target| cross.is_none() || is_near(target).is_none()) {
        return None;
    }
    let had_some = left.iter().any(|target| is_near(target) == Some(true));
    let why = if had_some {
        "its appliances in the zone are out of service"
    } else {
        "no appliance is registered in its zone"
    };
    Some(Event::dropped(&endpoint.id, why))
}
