//! VPC encryption controls: in a VPC that enforces encryption, what passes an interface endpoint must be encrypted.
//!
//! For the rest AWS sees to it that nothing which sends in the clear can be made there, so nothing is to be asked of packets.

use crate::component::{Component, Coverage, Record, modelled};
use crate::network::Network;
use crate::origin::Origin;
use crate::reader::{Reader, TagShape, Tags, Text};
use crate::registry::{Kind, List};
use crate::strings::Symbol;
use packetwalk_fabric::{Action, Check, Citation, Cite, Default, Label, Otherwise, Reason, ReasonKind, Row, Table};
use packetwalk_space::{IntervalSet, Product, Protocol};
use serde::Deserialize;

// What AWS prints.

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Shape<'a> {
    #[serde(borrow, default)]
    vpc_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    vpc_encryption_control_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    mode: Option<Text<'a>>,
    #[serde(borrow, default)]
    state: Option<Text<'a>>,
    #[serde(borrow, default)]
    tags: Vec<TagShape<'a>>,
}

impl Shape<'_> {
    /// Whether encryption is enforced, or on its way to be.
    pub(crate) fn enforces(&self) -> bool {
        let gone = matches!(self.state.as_deref(), Some("deleted" | "monitor-in-progress"));
        self.mode.as_deref() == Some("enforce") && !gone
    }
}

// What it means.

/// What a VPC wants of encryption.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct VpcEncryptionControl {
    pub(crate) id: Symbol,
    pub(crate) origin: Origin,
    pub(crate) vpc: Symbol,
    pub(crate) enforces: bool,
    pub(crate) tags: Tags,
}

impl Record for VpcEncryptionControl {
    type Shape<'a> = Shape<'a>;
    type Found = Option<Self>;
    const UNREAD: &'static [&'static str] = &["ResourceExclusions", "StateMessage"];

    fn read(shape: Shape<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let (Some(id), Some(vpc)) = (&shape.vpc_encryption_control_id, &shape.vpc_id) else {
            let line = reader.element_line();
            reader.problem(line, "", "an encryption control without its id or its VPC: expected both");
            return None;
        };
        Some(VpcEncryptionControl {
            id: reader.keep(id),
            origin: reader.origin,
            vpc: reader.keep(vpc),
            enforces: shape.enforces(),
            tags: reader.tags(&shape.tags),
        })
    }

    fn id(&self) -> Option<Symbol> {
        Some(self.id)
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

// How packets pass it.

pub(crate) static COMPONENT: Component = Component {
    reasons: &[&ENFORCED],
    coverage: COVERAGE,
    ..Component::plain("VPC encryption control", &["vpcec-"], cite)
};

static ENCRYPTION: Label = Label::quiet("encryption control");

/// What an interface endpoint in a VPC asks of packets: nothing, unless the VPC enforces encryption, as the control or the VPC itself
/// says.
pub(crate) fn at_endpoint(net: &Network, vpc: Symbol) -> Option<Check> {
    let mut controls = net.snapshot.records.encryption_controls.iter();
    let control = controls.find(|(_, control)| control.vpc == vpc && control.enforces).map(|(id, _)| id.number());
    let item = net.vpc_of(vpc);
    let cite = match control {
        Some(control) => Cite::resource(Kind::EncryptionControl as u8, control),
        None if net.vpc_record(item).is_some_and(|vpc| vpc.enforces_encryption) => {
            Cite::resource(Kind::Vpc as u8, item)
        }
        None => return None,
    };
    let tcp = Product::everything().with_protocol(IntervalSet::single(Protocol::TCP));
    let encrypted = tcp.with_ports(IntervalSet::all(), IntervalSet::single(443));
    let rows = encrypted.into_iter().map(|guard| Row::new(guard, Action::Pass, cite)).collect();
    let unknown = Action::Unknown { gap: &ENFORCED, otherwise: Otherwise::Pass };
    Some(Check::new(&ENCRYPTION, cite, Table::first_match(rows, Default { action: unknown, cite, assumes: None })))
}

fn cite(net: &Network, cite: Cite) -> Citation {
    let mut controls = net.snapshot.records.encryption_controls.iter();
    let Some((_, control)) = controls.find(|(id, _)| id.number() == cite.item) else { return Citation::default() };
    let list = List::VpcEncryptionControl;
    let whole = net.describe(Kind::EncryptionControl, list, control.id, &control.tags, control.origin);
    Citation { says: Some(format!("of {}", net.named(control.vpc))), ..whole }
}

const COVERAGE: &[Coverage] = modelled!["EC1"];

static ENFORCED: Reason = Reason {
    code: "ENCRYPTION_ENFORCED",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "In a VPC that enforces encryption, an interface endpoint drops what isn't encrypted. TCP port 443 counts as encrypted; \
              whether anything else is, its data tells.",
    sentence: "{resource} enforces encryption, and whether {packet} is encrypted its data tells",
    remedy: "use TLS; TCP port 443 counts as encrypted",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-encryption-controls.html",
    rules: &["EC1"],
};
