//! Transit gateways: their attachments and routes.

use crate::components::transit_gateway_attachment::{self, Attachment, Disputed};
use crate::components::transit_gateway_route_table::Destination;
use crate::snapshot::Snapshot;
use crate::store::Id;
use crate::strings::Symbol;
use std::collections::HashMap;

/// What belongs to which transit gateway.
#[derive(Debug)]
pub(crate) struct Transit {
    pub(crate) attachments: Vec<Attachment>,
    /// By id and gateway: the attachment.
    pub(crate) attachment_at: HashMap<(Symbol, Symbol), u32>,
    /// By gateway and VPC: the attachment.
    pub(crate) attachment_of: HashMap<(Symbol, Symbol), u32>,
    /// By table: the routes.
    pub(crate) routes: HashMap<Symbol, Vec<u32>>,
}

impl Transit {
    pub(super) fn of(snapshot: &Snapshot, attachments: Vec<Attachment>) -> Self {
        let records = &snapshot.records;
        let mut routes: HashMap<Symbol, Vec<u32>> = HashMap::new();
        // The same answer read twice says nothing new.
        let mut known: HashMap<(Symbol, Destination), Vec<u32>> = HashMap::new();
        for (id, route) in records.transit_gateway_routes.iter() {
            let Some(table) = route.table else { continue };
            let known = known.entry((table, route.destination)).or_default();
            if !known.iter().any(|known| records.transit_gateway_routes[Id::new(*known)] == *route) {
                known.push(id.number());
                routes.entry(table).or_default().push(id.number());
            }
        }
        let mut attachment_of: HashMap<(Symbol, Symbol), u32> = HashMap::new();
        for (number, attachment) in (0..).zip(&attachments) {
            let Some(vpc) = attachment.vpc else { continue };
            let key = (attachment.gateway, vpc);
            // A deleted attachment is described for a while beside the one that took its place.
            let works = |number: u32| is_usable(snapshot, &attachments[number as usize]);
            if attachment_of.get(&key).is_none_or(|known| !works(*known) && works(number)) {
                attachment_of.insert(key, number);
            }
        }
        let attachment_at = (0..).zip(&attachments).map(|(number, a)| ((a.id, a.gateway), number)).collect();
        Transit { attachments, attachment_at, attachment_of, routes }
    }
}

fn is_usable(snapshot: &Snapshot, attachment: &Attachment) -> bool {
    attachment.state.is_none_or(|state| transit_gateway_attachment::is_up(snapshot.text(state)))
}

/// Attachments that one gateway describes in two ways.
pub(super) fn contradicted(snapshot: &mut Snapshot, disputed: Vec<Disputed>) -> Vec<Symbol> {
    let tell = |(id, (list, origin)): Disputed| {
        let message = format!("{} is described in two ways; walks that meet it end as unknown", snapshot.text(id));
        let pointer = format!("/{}/{}", list.key(), origin.index);
        snapshot.add_problem(origin.file, origin.line, 0, pointer, message);
        id
    };
    disputed.into_iter().map(tell).collect()
}
