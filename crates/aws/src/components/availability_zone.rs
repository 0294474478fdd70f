//! Zones: of a Local Zone or Wavelength Zone, the zone of the Region that it belongs to.

use crate::component::Record;
use crate::network::Network;
use crate::origin::Origin;
use crate::reader::{Reader, Text};
use crate::strings::Symbol;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Shape<'a> {
    #[serde(borrow, default)]
    zone_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    zone_name: Option<Text<'a>>,
    #[serde(borrow, default)]
    parent_zone_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    parent_zone_name: Option<Text<'a>>,
}

/// A zone. Accounts call it by different names, so the name says little.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct AvailabilityZone {
    pub(crate) origin: Origin,
    /// Its id, and that of the zone that it belongs to.
    ids: (Option<Symbol>, Option<Symbol>),
    /// The same, by name.
    names: (Option<Symbol>, Option<Symbol>),
}

impl Record for AvailabilityZone {
    type Shape<'a> = Shape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &[
        "Geography",
        "GroupLongName",
        "GroupName",
        "Messages",
        "NetworkBorderGroup",
        "OptInStatus",
        "RegionName",
        "State",
        "SubGeography",
        "ZoneType",
    ];

    fn read(shape: Shape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        Some(AvailabilityZone {
            origin: reader.origin,
            ids: (reader.keep_some(shape.zone_id.as_ref()), reader.keep_some(shape.parent_zone_id.as_ref())),
            names: (reader.keep_some(shape.zone_name.as_ref()), reader.keep_some(shape.parent_zone_name.as_ref())),
        })
    }

    /// None that its account alone doesn't choose.
    fn id(&self) -> Option<Symbol> {
        None
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

/// The zone that a Local Zone belongs to, called as the zone is: by id or by name.
pub(crate) fn parent_of(net: &Network, zone: Symbol) -> Option<Symbol> {
    let mut zones = net.snapshot.records.availability_zones.iter();
    zones.find_map(|(_, known)| [known.ids, known.names].into_iter().find(|(of, _)| *of == Some(zone))?.1)
}
