//! Members of a directory that are alike go on together, so that a class which meets five hundred of them is walked a few
//! times and not five hundred.

use crate::leaf::Leaf;
use crate::memory::Chosen;
use crate::question::{Arrival, Question};
use crate::trail::{Event, Leg, Node, Trail};
use crate::traveller::Traveller;
use packetwalk_fabric::{Cite, Directory, Discipline, Fabric, Station};
use packetwalk_space::Field;

/// Which members of a directory go on together.
#[derive(Clone, Copy, Debug, Default)]
pub struct Together<'n> {
    /// All that are alike, except these; `None` for none at all.
    but: Option<&'n [Cite]>,
    /// Whether the first of them goes alone nevertheless, as the one that is told of.
    pub(crate) first_alone: bool,
}

impl<'n> Together<'n> {
    /// Each member by itself.
    pub const NONE: Self = Together { but: None, first_alone: false };

    /// All that are alike, except those that a question names. Replies come from members that are together already.
    pub(crate) fn on(leg: Leg, but: Option<&'n [Cite]>) -> Self {
        Together { but, first_alone: leg == Leg::Forward }
    }

    /// Which kind of entry it is of which several go on together.
    pub(crate) fn kind(&self, fabric: &Fabric<'_>, directory: &Directory, number: u32, cite: Cite) -> Option<u32> {
        let free = self.but.is_some_and(|but| !but.contains(&cite));
        free.then(|| fabric.alike(directory.key, number)).flatten()
    }
}

/// What a question names.
pub(crate) fn named<T>(question: &Question<T>) -> Vec<Cite> {
    let ends = [question.to, question.back_to].into_iter().filter_map(|end| match end {
        Arrival::At(place) | Arrival::Through(place) | Arrival::By(place) => Some(place),
        Arrival::Inside | Arrival::Outside | Arrival::Anywhere => None,
    });
    ends.chain(question.waypoints.iter().flat_map(|waypoint| waypoint.places.iter().copied())).collect()
}

/// What the members are, of which a leaf tells together; none where it tells of one.
pub fn members<'t, T>(trail: &'t Trail<T>, leaf: &Leaf<T>) -> &'t [Cite] {
    let alike = |node: &'t Node<T>| match &node.event {
        Event::Decide { shares, .. } => shares.first().and_then(|share| share.alike.as_deref()),
        _ => None,
    };
    trail.way(leaf.forward.node).into_iter().rev().find_map(|(_, node)| alike(node)).unwrap_or_default()
}

/// Whether something behind a directory told members apart that went on together: they weren't alike then.
pub(crate) fn were_told_apart<T: Traveller>(trail: &Trail<T>, leaf: &Leaf<T>) -> bool {
    let mut station: Option<&Station> = None;
    // The addresses of what went on together, and where packets have them.
    let mut together: Option<(Field, Chosen)> = None;
    let mut leg = Leg::Forward;
    for (_, node) in trail.way(leaf.last()) {
        if node.leg != leg {
            leg = node.leg;
            together = together.map(|(field, of)| (answered(field), of));
        }
        if let Event::Arrive { station: arrived, .. } = &node.event {
            station = Some(arrived);
        }
        if let Some((field, of)) = &together {
            if node.packets.chosen(*field) != *of {
                return true;
            }
            // Behind a translation the members can't be told apart any more.
            if node.after.chosen(*field) != *of {
                together = None;
            }
        } else if let Some(field) = field_of_alike(node, station) {
            together = Some((field, node.packets.chosen(field)));
        }
    }
    false
}

/// The field by which this event sent alike members on together.
fn field_of_alike<T>(node: &Node<T>, station: Option<&Station>) -> Option<Field> {
    let Event::Decide { check, shares } = &node.event else { return None };
    shares.first()?.alike.as_ref()?;
    match &station?.checks.get(*check)?.table.discipline {
        Discipline::Directory(directory) => Some(directory.field),
        _ => None,
    }
}

/// Where a reply has what a packet has there.
const fn answered(field: Field) -> Field {
    match field {
        Field::Source => Field::Destination,
        Field::Destination => Field::Source,
        other => other,
    }
}
