//! Reachability Analyzer's shape: what `aws ec2 describe-network-insights-analyses` prints, for scripts that read it.
//!
//! What configuration doesn't tell is left out: the ids of an analysis and its path, when it ran, where a route came from. An
//! ARN is printed where the snapshot tells account and Region. Reasons that Reachability Analyzer doesn't know keep their own
//! codes.

mod kind;
mod rule;
mod shape;

use crate::render::parts::word;
use crate::story::{
    Blocker, Change, Decision, Headers, Hop, Known, Leg, LostBy, Missing, Outcome, Resource, Story, Verdict, Way,
};
use kind::{arn_type, key};
use packetwalk_space::{Address, IntervalSet, cover};
use rule::{rule, way};
use shape::{Analysis, Answer, Component, Explanation, Header, PathComponent, PortRange};
use std::collections::BTreeMap;

/// The story as an answer with one analysis, with a newline at the end.
pub fn render(story: &Story) -> String {
    let answer = Answer { network_insights_analyses: [analysis(story)] };
    // An answer is strings, numbers and lists: nothing in it can fail to be written.
    serde_json::to_string_pretty(&answer).unwrap_or_default() + "\n"
}

fn analysis(story: &Story) -> Analysis {
    let known = Resources(story);
    let all =
        story.blockers.iter().flat_map(|blocker| [Some(known.refusal(blocker)), known.why_not(blocker)]).flatten();
    let explanations: Vec<_> = all.chain(story.unknown.iter().map(|missing| known.gap(missing))).collect();
    let arns = |resources: &[Resource]| resources.iter().map(|resource| known.arn_or_id(&resource.id)).collect();
    let asked = Analysis {
        filter_in_arns: arns(&story.question.via),
        filter_out_arns: arns(&story.question.not_via),
        ..Analysis::default()
    };
    match story.verdict {
        Verdict::Always | Verdict::Sometimes => Analysis {
            status: "succeeded",
            warning_message: warning(story),
            network_path_found: Some(true),
            forward_path_components: known.path(&story.forward),
            return_path_components: story.back.as_ref().map(|back| known.path(back)).unwrap_or_default(),
            ..asked
        },
        Verdict::Never => Analysis {
            status: "succeeded",
            warning_message: joined(&readings(story)),
            network_path_found: Some(false),
            explanations,
            ..asked
        },
        Verdict::Unknown => {
            Analysis { status: "failed", status_message: Some(story.summary.clone()), explanations, ..asked }
        }
    }
}

/// What a bare "found" would hide: that it isn't all packets, that no filter was asked, and what was taken for granted.
fn warning(story: &Story) -> Option<String> {
    let partly = (story.verdict == Verdict::Sometimes || story.routing_only).then(|| story.summary.clone());
    let taken = story.assumptions.iter().map(|taken| format!("{}: {}", taken.code, taken.sentence));
    let minded = story.cautions.iter().map(|caution| format!("{}: {}", caution.code, caution.sentence));
    let readings = if partly.is_some() { Vec::new() } else { readings(story) };
    let all: Vec<_> = partly.into_iter().chain(readings).chain(taken).chain(minded).collect();
    joined(&all)
}

/// What else the question may mean; a summary says it, too.
fn readings(story: &Story) -> Vec<String> {
    story.readings.iter().map(|reading| format!("{}: {}", reading.how, word(reading.verdict))).collect()
}

fn joined(all: &[String]) -> Option<String> {
    (!all.is_empty()).then(|| all.join("; "))
}

/// The story's resources.
struct Resources<'s>(&'s Story);

impl Resources<'_> {
    fn find(&self, id: &str) -> Option<&Known> {
        let at = self.0.resources.binary_search_by(|known| known.resource.id.as_str().cmp(id)).ok()?;
        self.0.resources.get(at)
    }

    fn arn_or_id(&self, id: &str) -> String {
        self.component(id).arn.unwrap_or_else(|| id.to_owned())
    }

    fn component(&self, id: &str) -> Component {
        let known = self.find(id);
        Component {
            id: id.to_owned(),
            arn: known.and_then(|known| self.arn(known)),
            name: known.and_then(|known| known.resource.name.clone()),
        }
    }

    /// What a resource belongs to in this way.
    fn belongs(&self, id: &str, how: &str) -> Option<Component> {
        self.all(id, how).pop()
    }

    fn all(&self, id: &str, how: &str) -> Vec<Component> {
        let belongs = self.find(id).map(|known| known.belongs.as_slice()).unwrap_or_default();
        belongs.iter().filter(|belongs| belongs.how == how).map(|belongs| self.component(&belongs.id)).collect()
    }

    fn arn(&self, known: &Known) -> Option<String> {
        let is_arn = known.resource.id.starts_with("arn:");
        if let Some(arn) = known.arn.as_ref().or(is_arn.then_some(&known.resource.id)) {
            return Some(arn.clone());
        }
        let kind = arn_type(&known.resource.kind)?;
        let region = known.region.as_ref().or(only(&self.0.snapshot.regions))?;
        let owner = known.owner.as_ref().or(only(&self.0.snapshot.accounts))?;
        let partition = match region.split('-').next() {
            Some("cn") => "aws-cn",
            _ if region.starts_with("us-gov-") => "aws-us-gov",
            _ => "aws",
        };
        Some(format!("arn:{partition}:ec2:{region}:{owner}:{kind}/{}", known.resource.id))
    }

    /// A leg as components: in by network ACL and security groups, the resource, out by security groups, network ACL and
    /// route table.
    fn path(&self, leg: &Leg) -> Vec<PathComponent> {
        let hops: Vec<&Hop> = leg.hops.iter().filter(|hop| !hop.resource.kind.is_empty()).collect();
        let mut path: Vec<PathComponent> = Vec::new();
        for (number, hop) in hops.iter().enumerate() {
            let instance = self.belongs(&hop.resource.id, "attached to").filter(|to| to.id.starts_with("i-"));
            let passed = || hop.decisions.iter().filter(|decision| decision.outcome != Outcome::Skip);
            let filters = |way: Way| passed().filter(move |decision| decision.direction == Some(way));
            let rules = |kind: &'static str| move |decision: &&Decision| decision.resource.kind == kind;
            let of = |decision: &Decision| self.decided(decision);
            path.extend(filters(Way::Ingress).filter(rules("network ACL")).map(of));
            path.extend(filters(Way::Ingress).filter(rules("security group")).map(of));
            let host = |instance: &Component| PathComponent { component: Some(instance.clone()), ..Default::default() };
            if number == 0 {
                path.extend(instance.as_ref().map(host));
            }
            path.push(self.place(hop));
            if number > 0 {
                path.extend(instance.as_ref().map(host));
            }
            path.extend(passed().filter(|decision| beside(decision, hop)).map(|decision| {
                let changes: Vec<_> = decision.changes.iter().collect();
                PathComponent { outbound_header: changed(hop, &changes), ..of(decision) }
            }));
            path.extend(filters(Way::Egress).filter(rules("security group")).map(of));
            path.extend(filters(Way::Egress).filter(rules("network ACL")).map(of));
            path.extend(passed().filter(rules("route table")).map(of));
        }
        if let (Some(first), Some(hop)) = (path.first_mut(), hops.first()) {
            first.inbound_header = hop.headers.first().map(header);
        }
        if let (Some(last), Some(hop)) = (path.last_mut().filter(|last| last.inbound_header.is_none()), hops.last()) {
            let arriving = if hop.headers_after.is_empty() { &leg.headers } else { &hop.headers };
            last.inbound_header = arriving.first().map(header);
        }
        for (number, component) in path.iter_mut().enumerate() {
            component.sequence_number = number + 1;
        }
        path
    }

    fn place(&self, hop: &Hop) -> PathComponent {
        let id = &hop.resource.id;
        let own = hop.decisions.iter().filter(|decision| decision.resource.id == *id);
        PathComponent {
            component: Some(self.component(id)),
            outbound_header: changed(hop, &own.flat_map(|decision| &decision.changes).collect::<Vec<_>>()),
            ..self.standing(id)
        }
    }

    fn standing(&self, id: &str) -> PathComponent {
        PathComponent {
            attached_to: self.belongs(id, "attached to"),
            subnet: self.belongs(id, "in subnet"),
            vpc: self.belongs(id, "in VPC"),
            transit_gateway: self.belongs(id, "of transit gateway"),
            ..PathComponent::default()
        }
    }

    fn decided(&self, decision: &Decision) -> PathComponent {
        let share = decision.shares.first();
        let terms = share.and_then(|share| share.terms.as_ref());
        let id = terms.map_or(&decision.resource.id, |terms| &terms.of);
        let number = share.and_then(|share| share.rule_id.as_deref());
        PathComponent {
            component: Some(self.component(id)),
            rule: terms
                .map(|terms| rule(&decision.resource.kind, terms, decision.direction, number))
                .unwrap_or_default(),
            ..self.standing(id)
        }
    }

    fn refusal(&self, blocker: &Blocker) -> Explanation {
        let code = blocker.ra_code.as_ref().unwrap_or(&blocker.code);
        let terms = blocker.terms.as_ref();
        let rule = terms.map(|terms| rule(&blocker.resource_kind, terms, blocker.direction, blocker.rule.as_deref()));
        let explanation = self.explanation(code, &blocker.resource, blocker.at.as_deref());
        Explanation { direction: blocker.direction.map(way), rule: rule.unwrap_or_default(), ..explanation }
    }

    /// Why a route lost that would have led where the question wants.
    fn why_not(&self, blocker: &Blocker) -> Option<Explanation> {
        let near = blocker.nearest.as_ref()?;
        let code = match near.lost? {
            LostBy::Coverage => "CANNOT_ROUTE",
            LostBy::Length => "MORE_SPECIFIC_ROUTE",
            LostBy::Rank => "HIGHER_PRIORITY_ROUTE",
        };
        let of = if near.resource.kind == "transit gateway route table" { "TGW_RTB_" } else { "" };
        let explanation = self.explanation(&format!("{of}{code}"), &near.resource.id, None);
        let rule = near.terms.as_ref().map(|terms| rule(&near.resource.kind, terms, None, None)).unwrap_or_default();
        Some(Explanation { rule, ..explanation })
    }

    fn gap(&self, missing: &Missing) -> Explanation {
        self.explanation(missing.ra_code.as_ref().unwrap_or(&missing.code), &missing.resource, None)
    }

    /// A reason, the resource that it is about, and the place where it holds.
    fn explanation(&self, code: &str, resource: &str, at: Option<&str>) -> Explanation {
        let known = self.find(resource);
        let mut resources = BTreeMap::new();
        let kind_of = |id: &str| self.find(id).map_or("", |known| known.resource.kind.as_str());
        let place = at.filter(|at| matches!(kind_of(at), "interface"));
        for id in [Some(resource), place].into_iter().flatten() {
            resources.entry(key(kind_of(id))).or_insert_with(|| self.component(id));
            for (how, name) in [("in VPC", "Vpc"), ("in subnet", "Subnet"), ("of transit gateway", "TransitGateway")] {
                if let Some(belongs) = self.belongs(id, how) {
                    resources.entry(name).or_insert(belongs);
                }
            }
        }
        let groups = resources.contains_key("SecurityGroup").then_some(place).flatten();
        let security_groups = groups.map(|at| self.all(at, "in security group")).unwrap_or_default();
        if !security_groups.is_empty() {
            resources.remove("SecurityGroup");
        }
        Explanation {
            explanation_code: code.to_owned(),
            resources,
            security_groups,
            component_account: known.and_then(|known| known.owner.clone()),
            component_region: known.and_then(|known| known.region.clone()),
            ..Explanation::default()
        }
    }
}

/// Whether a decision at a hop is another component's than the hop's, its filters' and its route table's.
fn beside(decision: &Decision, hop: &Hop) -> bool {
    let translates = matches!(decision.outcome, Outcome::Rewrite | Outcome::Restore);
    let attachment = decision.resource.kind == "transit gateway attachment" && decision.check == "attachment state";
    let other = decision.resource.id != hop.resource.id && !decision.resource.kind.is_empty();
    other && (translates || attachment || decision.resource.kind == "transit gateway route table")
}

fn only(list: &[String]) -> Option<&String> {
    match list {
        [only] => Some(only),
        _ => None,
    }
}

fn blocks(set: &IntervalSet<Address>) -> Vec<String> {
    cover(set).iter().map(ToString::to_string).collect()
}

fn ports(set: &IntervalSet<u16>) -> Vec<PortRange> {
    set.ranges().iter().map(|(from, to)| PortRange { from: *from, to: *to }).collect()
}

fn header(headers: &Headers) -> Header {
    let product = &headers.product;
    let protocol = product.protocol.only();
    let has_ports = headers.source_ports.is_some();
    Header {
        source_addresses: blocks(&product.source),
        source_port_ranges: if has_ports { ports(product.source_port()) } else { Vec::new() },
        destination_addresses: blocks(&product.destination),
        destination_port_ranges: if has_ports { ports(product.destination_port()) } else { Vec::new() },
        protocol: protocol.map(|protocol| protocol.0.to_string()),
    }
}

/// The fields that were changed, as they leave the hop.
fn changed(hop: &Hop, changes: &[&Change]) -> Option<Header> {
    let after = hop.headers_after.first().filter(|_| !changes.is_empty()).map(header)?;
    let has = |field: &str| changes.iter().any(|change| change.field == field);
    Some(Header {
        source_addresses: if has("source") { after.source_addresses } else { Vec::new() },
        source_port_ranges: if has("source port") { after.source_port_ranges } else { Vec::new() },
        destination_addresses: if has("destination") { after.destination_addresses } else { Vec::new() },
        destination_port_ranges: if has("destination port") { after.destination_port_ranges } else { Vec::new() },
        protocol: None,
    })
}
