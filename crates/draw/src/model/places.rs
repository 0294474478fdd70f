//! Where resources stand: which frames hold them, made as they are needed.

use super::{Frame, FrameId, Glyph, PAPER, Row, Scene, Shape, Tone};
use crate::text::clean;
use packetwalk::{Known, Resource};
use std::collections::{BTreeMap, BTreeSet};

/// Resources by id, and the frames made for them so far.
pub(crate) struct Places<'k> {
    known: BTreeMap<&'k str, &'k Known>,
    frames: BTreeMap<String, FrameId>,
    /// Whether the picture's VPCs lie in several Regions: what links them stands between Regions then.
    several: bool,
    region: Option<&'k str>,
}

/// The words of the story for how things belong together.
const IN_SUBNET: &str = "in subnet";
const IN_VPC: &str = "in VPC";
const ATTACHED: &str = "attached to";

impl<'k> Places<'k> {
    pub(crate) fn new(known: &'k [Known]) -> Self {
        let vpcs = known.iter().filter(|known| known.resource.kind == "VPC");
        let regions: BTreeSet<_> = vpcs.map(|vpc| vpc.region.as_deref()).collect();
        Places {
            known: known.iter().map(|known| (known.resource.id.as_str(), known)).collect(),
            frames: BTreeMap::new(),
            several: regions.len() > 1,
            region: regions.first().copied().flatten(),
        }
    }

    pub(crate) fn known(&self, id: &str) -> Option<&'k Known> {
        self.known.get(id).copied()
    }

    /// The frame that was made for a resource.
    pub(crate) fn made(&self, id: &str) -> Option<FrameId> {
        self.frames.get(id).copied()
    }

    /// Says that a resource has no frame of its own: it is shown by another's.
    pub(crate) fn stands_at(&mut self, id: &str, frame: FrameId) {
        self.frames.entry(id.to_owned()).or_insert(frame);
    }

    /// What a resource belongs to, in one way.
    pub(crate) fn belongs(&self, id: &str, how: &str) -> Vec<&'k str> {
        let belongs = self.known(id).map(|known| known.belongs.as_slice()).unwrap_or_default();
        belongs.iter().filter(|belongs| belongs.how == how).map(|belongs| belongs.id.as_str()).collect()
    }

    /// The frame of a resource, made with all that hold it if it isn't there yet.
    pub(crate) fn frame(&mut self, scene: &mut Scene, resource: &Resource, about: Option<&str>) -> FrameId {
        if let Some(made) = self.made(&resource.id) {
            return made;
        }
        let about = about.or_else(|| self.known(&resource.id)?.about.as_deref());
        let frame = match resource.kind.as_str() {
            "VPC" => self.vpc(scene, &resource.id),
            "subnet" => self.subnet(scene, &resource.id),
            _ => {
                let (parent, shape) = self.stands(scene, resource);
                let mut leaf = leaf(parent, shape, resource, about);
                // Packets go from attachment to attachment, and the core network has no box between them.
                let core = self.belongs(&resource.id, "of core network");
                leaf.rows.extend(core.iter().map(|core| Row { text: clean(&format!("of {core}")), tone: Tone::Note }));
                scene.add(leaf)
            }
        };
        self.frames.insert(resource.id.clone(), frame);
        frame
    }

    fn stands(&mut self, scene: &mut Scene, resource: &Resource) -> (FrameId, Shape) {
        let id = resource.id.as_str();
        let glyph = self.glyph(resource);
        let subnets = self.belongs(id, IN_SUBNET);
        let attached: Vec<_> = self.belongs(id, ATTACHED).into_iter().filter(|id| self.is(id, "VPC")).collect();
        let joins = resource.kind.starts_with("transit gateway") || resource.kind == "core network attachment";
        match (subnets.as_slice(), attached.as_slice(), self.belongs(id, IN_VPC).as_slice()) {
            _ if matches!(glyph, Glyph::Internet | Glyph::Building) || resource.kind.is_empty() => {
                (PAPER, Shape::Outside(glyph))
            }
            ([subnet], ..) => (self.subnet(scene, subnet), Shape::Thing(glyph)),
            (_, [vpc], _) if !joins => (self.vpc(scene, vpc), Shape::Gate(glyph)),
            (_, _, [vpc, ..]) if matches!(glyph, Glyph::Endpoint | Glyph::Tunnel) && subnets.is_empty() => {
                (self.vpc(scene, vpc), Shape::Gate(glyph))
            }
            (_, _, [vpc, ..]) => (self.vpc(scene, vpc), Shape::Thing(glyph)),
            _ => {
                let parent = if self.several { PAPER } else { self.in_region(scene, self.region) };
                (parent, Shape::Between(glyph))
            }
        }
    }

    fn is(&self, id: &str, kind: &str) -> bool {
        self.known(id).map_or_else(|| id.starts_with("vpc-"), |known| known.resource.kind == kind)
    }

    fn glyph(&self, resource: &Resource) -> Glyph {
        let part = |how: &str| !self.belongs(&resource.id, how).is_empty();
        match resource.kind.as_str() {
            "interface" if part("of NAT gateway") => Glyph::Nat,
            "interface" if part("of load balancer") => Glyph::Balancer,
            "interface" if part("of VPC endpoint") => Glyph::Endpoint,
            "interface" if part("of EC2 Instance Connect Endpoint") => Glyph::Endpoint,
            "interface" if part("of transit gateway attachment") => Glyph::Attachment,
            "interface" if part("of Client VPN endpoint") => Glyph::Tunnel,
            "interface" | "instance" => Glyph::Host,
            "NAT gateway" => Glyph::Nat,
            "internet gateway" | "egress-only internet gateway" | "virtual private gateway" => Glyph::Gateway,
            "load balancer" | "Classic Load Balancer" => Glyph::Balancer,
            "firewall endpoint" => Glyph::Firewall,
            "VPC endpoint" | "EC2 Instance Connect Endpoint" => Glyph::Endpoint,
            "transit gateway" | "core network segment" | "Cloud WAN core network" => Glyph::Hub,
            "VPC peering connection" => Glyph::Link,
            "VPN connection" | "transit gateway attachment" | "core network attachment" | "Client VPN endpoint" => {
                Glyph::Tunnel
            }
            "network outside" => Glyph::Building,
            _ if resource.id == "the internet" => Glyph::Internet,
            _ => Glyph::Other,
        }
    }

    fn subnet(&mut self, scene: &mut Scene, id: &str) -> FrameId {
        if let Some(made) = self.made(id) {
            return made;
        }
        let known = self.known(id);
        let parent = match self.belongs(id, IN_VPC).first() {
            Some(vpc) => {
                let vpc = self.vpc(scene, vpc);
                self.zone(scene, vpc, known.and_then(|known| known.zone.as_deref()))
            }
            None => PAPER,
        };
        let public = known.and_then(|known| known.public);
        let kind = match public {
            Some(true) => "public subnet",
            Some(false) => "private subnet",
            None => "subnet",
        };
        let shape = Shape::Subnet { public: public == Some(true) };
        let frame = scene.add(holder(parent, shape, kind, id, known));
        self.frames.insert(id.to_owned(), frame);
        frame
    }

    fn zone(&mut self, scene: &mut Scene, vpc: FrameId, zone: Option<&str>) -> FrameId {
        let Some(zone) = zone else { return vpc };
        // A zone is drawn in each VPC for itself.
        let key = format!("{vpc}/{zone}");
        *self.frames.entry(key).or_insert_with(|| {
            let rows = vec![Row { text: clean(zone), tone: Tone::Note }];
            let whole = format!("availability zone {}", clean(zone));
            scene.add(Frame { parent: vpc, shape: Shape::Zone, resource: None, whole, rows, badges: Vec::new() })
        })
    }

    fn vpc(&mut self, scene: &mut Scene, id: &str) -> FrameId {
        if let Some(made) = self.made(id) {
            return made;
        }
        let known = self.known(id);
        let parent = self.in_region(scene, known.and_then(|known| known.region.as_deref()));
        let frame = scene.add(holder(parent, Shape::Vpc, "VPC", id, known));
        self.frames.insert(id.to_owned(), frame);
        frame
    }

    fn in_region(&mut self, scene: &mut Scene, region: Option<&str>) -> FrameId {
        let Some(region) = region else { return PAPER };
        let key = format!("region {region}");
        *self.frames.entry(key).or_insert_with(|| {
            let rows = vec![Row { text: clean(region), tone: Tone::Note }];
            let whole = format!("Region {}", clean(region));
            scene.add(Frame { parent: PAPER, shape: Shape::Region, resource: None, whole, rows, badges: Vec::new() })
        })
    }
}

/// A frame that holds others: a VPC or a subnet.
fn holder(parent: FrameId, shape: Shape, kind: &str, id: &str, known: Option<&Known>) -> Frame {
    let (id, name) = (clean(id), known.and_then(|known| known.resource.name.as_deref()).map(clean));
    let about = known.and_then(|known| known.about.as_deref()).map(clean);
    let title = name.as_deref().unwrap_or(&id).to_owned();
    let what = [Some(kind.to_owned()), about].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let whole = format!("{what}, {id}{}", name.as_ref().map(|name| format!(", {name}")).unwrap_or_default());
    let mut rows = vec![Row { text: title, tone: Tone::Name }, Row { text: what, tone: Tone::Note }];
    rows.extend(name.map(|_| Row { text: id.clone(), tone: Tone::Id }));
    Frame { parent, shape, resource: Some(id), whole, rows, badges: Vec::new() }
}

/// A frame that holds no others.
fn leaf(parent: FrameId, shape: Shape, resource: &Resource, about: Option<&str>) -> Frame {
    let (id, kind) = (clean(&resource.id), clean(&resource.kind));
    let name = resource.name.as_deref().map(clean);
    let mut rows = vec![Row { text: name.clone().unwrap_or_else(|| id.clone()), tone: Tone::Name }];
    // Hosts show for themselves what they are.
    let told = match shape.glyph() {
        Some(Glyph::Attachment) => Some("transit gateway attachment".to_owned()),
        Some(Glyph::Host) => None,
        _ => Some(kind.clone()).filter(|kind| !kind.is_empty()),
    };
    rows.extend(told.map(|text| Row { text, tone: Tone::Note }));
    rows.extend(name.iter().map(|_| Row { text: id.clone(), tone: Tone::Id }));
    let addressed = matches!(kind.as_str(), "interface" | "VPN connection" | "VPC endpoint");
    let about = about.map(clean).filter(|about| addressed && !about.is_empty());
    let several = about.iter().flat_map(|about| about.split(", ").take(3));
    rows.extend(several.map(|text| Row { text: text.to_owned(), tone: Tone::Id }));
    let whole = [Some(kind).filter(|kind| !kind.is_empty()), Some(id.clone()), name, about.clone()];
    let whole = whole.into_iter().flatten().collect::<Vec<_>>().join(", ");
    Frame { parent, shape, resource: Some(id), whole, rows, badges: Vec::new() }
}
