//! `packetwalk list`.

use crate::args::{EndKind, List};
use crate::commands::print;
use crate::exit::{ALWAYS, Failure};
use crate::source;
use packetwalk::{Listed, safe};
use std::fmt::Write as _;

pub(crate) fn run(args: &List) -> Result<u8, Failure> {
    let network = source::network(&args.source)?;
    source::warn(&network);
    let wanted = args.pattern.as_ref().map(|pattern| pattern.to_lowercase());
    let fits = |listed: &Listed| {
        let kind = match args.kind {
            Some(EndKind::Eni) => listed.kind == "interface",
            Some(EndKind::Instance) => listed.kind == "instance",
            Some(EndKind::Subnet) => listed.kind == "subnet",
            Some(EndKind::Balancer) => listed.kind == "balancer",
            Some(EndKind::Endpoint) => listed.kind == "endpoint",
            Some(EndKind::Service) => listed.kind == "service",
            None => true,
        };
        kind && wanted.as_ref().is_none_or(|wanted| listed.line().to_lowercase().contains(wanted))
    };
    let mut out = String::new();
    for listed in network.ends().iter().filter(|listed| fits(listed)) {
        let vpc = listed.vpc.as_deref().unwrap_or("-");
        let _ = writeln!(out, "{:<9} {:<21} {}", listed.kind, safe(vpc), safe(&listed.line()));
    }
    print(&out);
    Ok(ALWAYS)
}
