//! From a chart to what there is to draw: VPCs and what links them, or one VPC with its subnets. What is many becomes a number.

use super::links::{LINKS, is_attachment, links};
use super::places::Places;
use super::{Frame, FrameId, Glyph, Remark, Row, Scene, Shape, Sign, Tone};
use crate::text::clean;
use packetwalk::{Chart, Known};
use std::collections::BTreeMap;

/// What of a network there is to draw: of all of it, or of one VPC.
pub(crate) fn scene(chart: &Chart, vpc: Option<&str>) -> Scene {
    let mut map = Map { chart, scene: Scene::new(), places: Places::new(&chart.resources) };
    let (title, says) = match vpc {
        Some(vpc) => map.one(vpc),
        None => map.all(),
    };
    let mut scene = map.scene;
    scene.above.push(Remark { sign: Sign::None, text: says.clone() });
    Scene { title, says, ..scene }
}

struct Map<'c> {
    chart: &'c Chart,
    scene: Scene,
    places: Places<'c>,
}

/// How many resources of one kind a VPC shows one by one.
const SEVERAL: usize = 3;

impl<'c> Map<'c> {
    /// Every VPC as a box with its counts, and what links them.
    fn all(&mut self) -> (String, String) {
        let vpcs: Vec<&Known> = self.of_kind("VPC").collect();
        for vpc in &vpcs {
            let frame = self.places.frame(&mut self.scene, &vpc.resource, None);
            let counts = self.counts(&vpc.resource.id);
            if let Some(frame) = self.scene.frames.get_mut(frame) {
                frame.rows.extend(counts.into_iter().map(|text| Row { text, tone: Tone::Note }));
            }
        }
        links(&mut self.scene, &mut self.places, &self.chart.resources, None);
        let count = |kind: &str, one: &str| number(self.of_kind(kind).count(), one);
        let says = [
            count("VPC", "VPC"),
            count("VPC peering connection", "peering connection"),
            count("transit gateway", "transit gateway"),
            count("Cloud WAN core network", "core network"),
            count("VPN connection", "VPN connection"),
            count("Client VPN endpoint", "Client VPN endpoint"),
        ];
        let says = says.into_iter().flatten().collect::<Vec<_>>().join(", ");
        (
            "the network".to_owned(),
            if says.is_empty() { "nothing in the snapshot stands on a map".to_owned() } else { says },
        )
    }

    /// One VPC: its zones and subnets, its gateways, and what links it with others.
    fn one(&mut self, id: &str) -> (String, String) {
        let Some(vpc) = self.places.known(id) else { return (clean(id), "isn't in the snapshot".to_owned()) };
        self.places.frame(&mut self.scene, &vpc.resource, None);
        let inside = |known: &&Known| belongs(known, "in VPC", id) || belongs(known, "attached to", id);
        let mine: Vec<&Known> = self.chart.resources.iter().filter(inside).collect();
        let mut subnets: Vec<&Known> = mine.iter().copied().filter(|known| known.resource.kind == "subnet").collect();
        subnets.sort_by_key(|subnet| (&subnet.zone, &subnet.resource.name, &subnet.resource.id));
        for subnet in &subnets {
            let frame = self.places.frame(&mut self.scene, &subnet.resource, None);
            if let Some(count) = self.chart.interfaces.get(&subnet.resource.id) {
                crowd(&mut self.scene, frame, &number(*count, "interface").unwrap_or_default());
            }
        }
        self.things(&mine);
        links(&mut self.scene, &mut self.places, &self.chart.resources, Some(id));
        let name = clean(vpc.resource.name.as_deref().unwrap_or(id));
        let says = number(subnets.len(), "subnet").unwrap_or_else(|| "no subnets".to_owned());
        (format!("VPC {name}"), format!("VPC {name}: {says}"))
    }

    fn of_kind<'m>(&'m self, kind: &'m str) -> impl Iterator<Item = &'c Known> + 'm {
        self.chart.resources.iter().filter(move |known| known.resource.kind == kind)
    }

    /// What a VPC holds, in numbers.
    fn counts(&self, vpc: &str) -> Vec<String> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut interfaces = 0;
        for known in &self.chart.resources {
            let kind = known.resource.kind.as_str();
            if is_attachment(kind) || LINKS.contains(&kind) {
                continue;
            }
            if belongs(known, "in VPC", vpc) || belongs(known, "attached to", vpc) {
                *counts.entry(kind).or_default() += 1;
                interfaces += self.chart.interfaces.get(&known.resource.id).copied().unwrap_or(0);
            }
        }
        let subnets = number(counts.remove("subnet").unwrap_or(0), "subnet");
        let others = counts.into_iter().filter_map(|(kind, count)| number(count, kind));
        subnets.into_iter().chain(number(interfaces, "interface")).chain(others).collect()
    }

    /// What stands in a VPC beside interfaces: each by itself, or a number where one place has many of a kind.
    fn things(&mut self, mine: &[&'c Known]) {
        let shown = |known: &&&Known| {
            let kind = known.resource.kind.as_str();
            !matches!(kind, "subnet" | "VPC") && !is_attachment(kind) && !LINKS.contains(&kind)
        };
        let mut groups: BTreeMap<(String, &str), Vec<&Known>> = BTreeMap::new();
        for known in mine.iter().filter(shown) {
            let subnets = self.places.belongs(&known.resource.id, "in subnet").join(" ");
            groups.entry((subnets, known.resource.kind.as_str())).or_default().push(known);
        }
        for ((_, kind), group) in groups {
            let first = group.first().map(|known| self.places.frame(&mut self.scene, &known.resource, None));
            if group.len() <= SEVERAL {
                for known in group.iter().skip(1) {
                    self.places.frame(&mut self.scene, &known.resource, None);
                }
            } else if let Some(frame) = first.and_then(|first| self.scene.frames.get_mut(first)) {
                let text = number(group.len(), kind).unwrap_or_default();
                frame.whole.clone_from(&text);
                frame.resource = None;
                frame.rows = vec![Row { text, tone: Tone::Name }];
            }
        }
    }
}

fn belongs(known: &Known, how: &str, to: &str) -> bool {
    known.belongs.iter().any(|belongs| belongs.how == how && belongs.id == to)
}

/// Many interfaces as one box.
fn crowd(scene: &mut Scene, subnet: FrameId, text: &str) {
    let rows = vec![Row { text: text.to_owned(), tone: Tone::Name }];
    let shape = Shape::Thing(Glyph::Host);
    scene.add(Frame { parent: subnet, shape, resource: None, whole: text.to_owned(), rows, badges: Vec::new() });
}

/// A number of things in words; nothing where there are none.
fn number(count: usize, one: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        _ => Some(format!("{} {one}s", thousands(count))),
    }
}

/// A number with a comma before every three digits.
fn thousands(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + 2);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{number, thousands};

    #[test]
    fn numbers_read_well() {
        assert_eq!([0, 7, 999, 2000, 1_234_567].map(thousands), ["0", "7", "999", "2,000", "1,234,567"]);
        assert_eq!(number(2, "subnet").as_deref(), Some("2 subnets"));
    }
}
