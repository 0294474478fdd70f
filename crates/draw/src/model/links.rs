//! What links VPCs with each other and with networks outside, on a map.

use super::places::Places;
use super::{FrameId, Row, Scene, Step, Stroke, Tone};
use crate::text::clean;
use packetwalk::Known;

/// What stands on a map as a link, and isn't counted in a VPC.
pub(crate) const LINKS: &[&str] =
    &["VPC peering connection", "transit gateway", "Cloud WAN core network", "VPN connection", "Client VPN endpoint"];

/// Whether it is the end of a hub in a VPC, or in another network.
pub(crate) fn is_attachment(kind: &str) -> bool {
    matches!(kind, "transit gateway attachment" | "core network attachment")
}

/// Draws the links of a VPC, or all there are.
pub(crate) fn links<'c>(scene: &mut Scene, places: &mut Places<'c>, all: &'c [Known], vpc: Option<&str>) {
    let mut links = Links { scene, places, vpc };
    for known in all {
        match known.resource.kind.as_str() {
            "VPC peering connection" => links.peering(known),
            "transit gateway attachment" => links.attachment(known, "of transit gateway"),
            "core network attachment" => links.attachment(known, "of core network"),
            "VPN connection" => links.tunnel(known),
            "Client VPN endpoint" => links.clients(known),
            // Hubs to which nothing is attached.
            "transit gateway" | "Cloud WAN core network" if vpc.is_none() => {
                links.frame(known);
            }
            _ => {}
        }
    }
}

struct Links<'l, 'c> {
    scene: &'l mut Scene,
    places: &'l mut Places<'c>,
    /// The VPC whose links alone are drawn.
    vpc: Option<&'l str>,
}

impl<'c> Links<'_, 'c> {
    fn peering(&mut self, known: &'c Known) {
        let sides: Vec<_> = ends(known, "requested by").chain(ends(known, "accepted by")).collect();
        if self.asks_for(&sides) {
            let link = self.frame(known);
            for side in sides {
                self.join_with(side, link);
            }
        }
    }

    /// A hub's end in a VPC is a line; elsewhere it is what is attached there, or the attachment itself.
    fn attachment(&mut self, known: &'c Known, of_hub: &str) {
        let attached: Vec<_> = ends(known, "attached to").collect();
        let Some(hub) = ends(known, of_hub).next().and_then(|id| self.places.known(id)) else { return };
        if !self.asks_for(&attached) {
            return;
        }
        let hub = self.frame(hub);
        let peers: Vec<_> = ends(known, "peered with").collect();
        let drawn: Vec<_> = attached.into_iter().filter(|id| self.has_a_place(id)).collect();
        for id in &drawn {
            self.join_with(id, hub);
        }
        if drawn.is_empty() {
            let attachment = self.frame(known);
            self.join(attachment, hub);
            if peers.is_empty() {
                self.note(attachment, known.about.as_deref());
            }
            for peer in peers {
                self.join_with(peer, attachment);
            }
        }
    }

    /// A VPN connection of a virtual private gateway; one of a transit gateway is the gateway's attachment.
    fn tunnel(&mut self, known: &'c Known) {
        for gateway in ends(known, "attached to") {
            let vpcs = self.places.belongs(gateway, "attached to");
            if self.asks_for(&vpcs) && !vpcs.is_empty() {
                let end = self.places.made(gateway).or_else(|| self.places.made(vpcs.first()?));
                let tunnel = self.frame(known);
                if let Some(end) = end {
                    self.join(end, tunnel);
                }
            }
        }
    }

    /// A Client VPN endpoint, on the edge of its VPC or at its transit gateway.
    fn clients(&mut self, known: &'c Known) {
        let vpcs: Vec<_> = ends(known, "in VPC").collect();
        if self.asks_for(&vpcs) {
            let clients = self.frame(known);
            for gateway in ends(known, "attached to") {
                self.join_with(gateway, clients);
            }
        }
    }

    /// Whether the map asked for has something of these.
    fn asks_for(&self, vpcs: &[&str]) -> bool {
        self.vpc.is_none_or(|vpc| vpcs.contains(&vpc))
    }

    fn frame(&mut self, known: &'c Known) -> FrameId {
        self.places.frame(self.scene, &known.resource, None)
    }

    /// Whether what is attached stands on maps; a Direct Connect gateway doesn't, and its attachment names it.
    fn has_a_place(&self, id: &str) -> bool {
        let known = self.places.known(id).map(|known| known.resource.kind.as_str());
        known.is_some_and(|kind| kind == "VPC" || LINKS.contains(&kind))
    }

    fn note(&mut self, frame: FrameId, text: Option<&str>) {
        if let Some((frame, text)) = self.scene.frames.get_mut(frame).zip(text.map(clean)) {
            let row = Row { text, tone: Tone::Note };
            if !frame.rows.contains(&row) {
                frame.rows.push(row);
            }
        }
    }

    fn join_with(&mut self, id: &str, with: FrameId) {
        if let Some(known) = self.places.known(id) {
            let end = self.frame(known);
            self.join(end, with);
        }
    }

    fn join(&mut self, from: FrameId, to: FrameId) {
        let joined = |step: &Step| (step.from, step.to) == (from, to) || (step.from, step.to) == (to, from);
        if !self.scene.steps.iter().any(joined) {
            self.scene.steps.push(Step { from, to, stroke: Stroke::Link, hops: (None, None), stop: None });
        }
    }
}

/// What a resource belongs to, in one way.
fn ends<'k>(known: &'k Known, how: &str) -> impl Iterator<Item = &'k str> {
    known.belongs.iter().filter(move |belongs| belongs.how == how).map(|belongs| belongs.id.as_str())
}
