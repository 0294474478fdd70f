//! Addresses and ports as stateful rules write them: `any`, `10.0.0.0/8`, `!80`, `[$HOME_NET,!10.1.0.0/16]`, `1024:`.

use packetwalk_space::{Cidr, CidrError, IntervalSet, Point};

/// What a rule says of an address or a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expression<L> {
    /// `any`.
    Any,
    /// A block, or a range of ports.
    One(L),
    /// A variable (`$HOME_NET`) or a reference (`@list`), with its first character.
    Named(Box<str>),
    /// `!…`.
    Not(Box<Expression<L>>),
    /// `[…,…]`: any of them, but for those that are negated.
    List(Box<[Expression<L>]>),
}

impl<L> Expression<L> {
    fn parse(text: &str, one: &dyn Fn(&str) -> Option<L>) -> Option<Self> {
        let text = text.trim();
        if let Some(rest) = text.strip_prefix('!') {
            return Some(Expression::Not(Box::new(Self::parse(rest, one)?)));
        }
        if let Some(inner) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
            let parts: Option<Vec<_>> = split(inner).into_iter().map(|part| Self::parse(part, one)).collect();
            return Some(Expression::List(parts?.into()));
        }
        if text.eq_ignore_ascii_case("any") {
            return Some(Expression::Any);
        }
        if text.len() > 1 && text.starts_with(['$', '@']) {
            return Some(Expression::Named(text.into()));
        }
        one(text).map(Expression::One)
    }

    /// The values that it means; `None` when it names something that isn't known.
    pub(crate) fn values<P: Point>(
        &self,
        one: &dyn Fn(&L) -> IntervalSet<P>,
        named: &dyn Fn(&str) -> Option<IntervalSet<P>>,
    ) -> Option<IntervalSet<P>> {
        Some(match self {
            Expression::Any => IntervalSet::all(),
            Expression::One(of) => one(of),
            Expression::Named(name) => named(name)?,
            Expression::Not(inner) => inner.values(one, named)?.complement(),
            Expression::List(parts) => {
                let (mut meant, mut negated, mut any) = (IntervalSet::empty(), IntervalSet::empty(), false);
                for part in parts {
                    if let Expression::Not(inner) = part {
                        negated = negated.union(&inner.values(one, named)?);
                    } else {
                        any = true;
                        meant = meant.union(&part.values(one, named)?);
                    }
                }
                // A list of negations alone means everything else.
                if any { meant.difference(&negated) } else { negated.complement() }
            }
        })
    }
}

/// Addresses.
pub(crate) fn addresses(text: &str) -> Option<Expression<Cidr>> {
    Expression::parse(text, &|text| match Cidr::parse(text) {
        Ok(block) => Some(block),
        // Suricata looks at the network part alone.
        Err(CidrError::HostBits { canonical }) => Some(canonical),
        Err(_) => None,
    })
}

/// Ports.
pub(crate) fn ports(text: &str) -> Option<Expression<(u16, u16)>> {
    Expression::parse(text, &range)
}

fn range(text: &str) -> Option<(u16, u16)> {
    let number = |text: &str, open: u16| if text.is_empty() { Some(open) } else { text.trim().parse().ok() };
    match text.split_once(':') {
        Some((first, last)) => {
            let (first, last) = (number(first, 0)?, number(last, u16::MAX)?);
            (first <= last).then_some((first, last))
        }
        None => text.parse().ok().map(|port| (port, port)),
    }
}

/// The parts between commas that stand in no bracket.
fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (at, character) in text.char_indices() {
        match character {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn port_values(text: &str) -> Vec<(u16, u16)> {
        let of = |range: &(u16, u16)| IntervalSet::range(range.0, range.1);
        ports(text).unwrap().values(&of, &|_| None).unwrap().ranges().to_vec()
    }

    #[test]
    fn ports_are_read_as_suricata_writes_them() {
        assert_eq!(port_values("443"), [(443, 443)]);
        assert_eq!(port_values("1024:"), [(1024, 65535)]);
        assert_eq!(port_values("[80, 8000:8100, !8080]"), [(80, 80), (8000, 8079), (8081, 8100)]);
        assert_eq!(port_values("![80,443]"), [(0, 79), (81, 442), (444, 65535)]);
        assert_eq!(port_values("[!80,!443]"), [(0, 79), (81, 442), (444, 65535)]);
        for wrong in ["", "80-90", "90:80", "http", "[80"] {
            assert_eq!(ports(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn names_are_looked_up_and_may_be_unknown() {
        let home = "10.0.0.0/16".parse::<Cidr>().unwrap().addresses();
        let named = |name: &str| (name == "$HOME_NET").then(|| home.clone());
        let of = |block: &Cidr| block.addresses();
        let values = |text: &str| addresses(text).unwrap().values(&of, &named);
        assert_eq!(values("!$HOME_NET"), Some(home.complement()));
        assert_eq!(values("[$HOME_NET,@list]"), None);
    }
}
