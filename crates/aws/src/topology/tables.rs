//! Which route table and which network ACL is whose.

use crate::components::network_acl::NetworkAcl;
use crate::components::route_table::RouteTable;
use crate::origin::Origin;
use crate::registry::List;
use crate::snapshot::Snapshot;
use crate::store::Id;
use crate::strings::Symbol;
use std::collections::{BTreeSet, HashMap};

/// Route tables and network ACLs, by what they are of.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    /// By subnet: the route table that is associated with it.
    pub(crate) of_subnet: HashMap<Symbol, Id<RouteTable>>,
    /// By VPC: the main route table.
    pub(crate) main: HashMap<Symbol, Id<RouteTable>>,
    /// By gateway: the route table of what comes in by it.
    pub(crate) of_gateway: HashMap<Symbol, Id<RouteTable>>,
    /// By subnet: its network ACL.
    pub(crate) acls: HashMap<Symbol, Id<NetworkAcl>>,
    /// By VPC: the default network ACL.
    pub(crate) default_acls: HashMap<Symbol, Id<NetworkAcl>>,
}

impl Tables {
    pub(super) fn of(snapshot: &Snapshot) -> Self {
        let mut tables = Tables::default();
        for (id, table) in snapshot.records.route_tables.iter() {
            for subnet in &table.subnets {
                tables.of_subnet.entry(*subnet).or_insert(id);
            }
            for gateway in &table.gateways {
                tables.of_gateway.entry(*gateway).or_insert(id);
            }
            if let Some(vpc) = table.vpc.filter(|_| table.main) {
                tables.main.entry(vpc).or_insert(id);
            }
        }
        for (id, acl) in snapshot.records.network_acls.iter() {
            for subnet in &acl.subnets {
                tables.acls.entry(*subnet).or_insert(id);
            }
            if let Some(vpc) = acl.vpc.filter(|_| acl.is_default) {
                tables.default_acls.entry(vpc).or_insert(id);
            }
        }
        tables
    }
}

/// Route tables and network ACLs that claim a subnet, a gateway or the place of the main one which another one has, too.
pub(super) fn disputed(snapshot: &mut Snapshot) -> BTreeSet<Symbol> {
    type Claims = HashMap<(&'static str, Symbol), (Symbol, Origin)>;
    let (mut claims, mut disputed, mut problems) = (Claims::new(), BTreeSet::new(), Vec::new());
    let mut claim = |what: &'static str, of: Symbol, by: Symbol, origin: Origin, list: List| {
        let (first, _) = *claims.entry((what, of)).or_insert((by, origin));
        if first != by {
            disputed.extend([first, by]);
            problems.push((origin, list, what, of, first));
        }
    };
    for (_, table) in snapshot.records.route_tables.iter() {
        let mut claim = |what, of| claim(what, of, table.id, table.origin, List::RouteTable);
        table.subnets.iter().for_each(|subnet| claim("route table", *subnet));
        table.gateways.iter().for_each(|gateway| claim("route table", *gateway));
        table.vpc.filter(|_| table.main).into_iter().for_each(|vpc| claim("main route table", vpc));
    }
    for (_, acl) in snapshot.records.network_acls.iter() {
        let mut claim = |what, of| claim(what, of, acl.id, acl.origin, List::NetworkAcl);
        acl.subnets.iter().for_each(|subnet| claim("network ACL", *subnet));
        acl.vpc.filter(|_| acl.is_default).into_iter().for_each(|vpc| claim("default network ACL", vpc));
    }
    for (origin, list, what, of, first) in problems {
        let (of, first) = (snapshot.text(of), snapshot.text(first));
        let message = format!("{of} has two {what}s here, this one and {first}; walks that meet either end as unknown");
        snapshot.add_problem(origin.file, origin.line, 0, format!("/{}/{}", list.key(), origin.index), message);
    }
    disputed
}
