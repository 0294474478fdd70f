//! What a file's name and its folders say of the answer in it: whose, of which Region, about what.

/// Whether a folder is named for an account.
pub(super) fn is_account(part: &str) -> bool {
    const DIGITS: usize = 12;
    part.len() == DIGITS && part.bytes().all(|b| b.is_ascii_digit()) && !is_time(part)
}

/// Whether twelve digits are a date and a time: `202611230930`.
fn is_time(digits: &str) -> bool {
    let within = |at: std::ops::Range<usize>, of: std::ops::RangeInclusive<u32>| {
        digits.get(at).and_then(|part| part.parse().ok()).is_some_and(|number| of.contains(&number))
    };
    within(0..2, 20..=20)
        && within(4..6, 1..=12)
        && within(6..8, 1..=31)
        && within(8..10, 0..=23)
        && within(10..12, 0..=59)
}

/// Whether a folder is named for a Region.
pub(super) fn is_region(part: &str) -> bool {
    // us-east-1, ap-southeast-2, us-gov-west-1
    let mut parts = part.split('-').rev();
    let numbered = parts.next().is_some_and(|last| last.len() == 1 && last.bytes().all(|b| b.is_ascii_digit()));
    let words: Vec<_> = parts.collect();
    numbered
        && (2..=3).contains(&words.len())
        && words.last().is_some_and(|first| first.len() == 2)
        && words.iter().all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase()))
}

/// The id of what an answer was asked about, from its file's name or path: the last one in it.
pub(super) fn parent_in(name: &str) -> Option<&str> {
    classic_in(name).or_else(|| balancing_in(name)).or_else(|| id_in(name))
}

/// The name of a Classic Load Balancer: `…classicloadbalancer_web.json`.
fn classic_in(name: &str) -> Option<&str> {
    let (_, after) = name.rsplit_once("classicloadbalancer")?;
    let after = after.strip_prefix(['_', '/'])?;
    let end = after.find(|c: char| c != '-' && !c.is_ascii_alphanumeric()).unwrap_or(after.len());
    Some(&after[..end]).filter(|name| !name.is_empty())
}

/// The last part of a load balancer's or target group's ARN: `…targetgroup_web_73e2d6bc24d8a067.json`.
fn balancing_in(name: &str) -> Option<&str> {
    const DIGITS: usize = 16;
    let marks = ["targetgroup", "loadbalancer"];
    let (at, mark) = marks.iter().flat_map(|mark| name.rmatch_indices(mark)).max()?;
    let parts = name[at + mark.len()..].split(|c: char| !c.is_ascii_alphanumeric());
    parts.rev().find(|part| part.len() == DIGITS && part.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn id_in(name: &str) -> Option<&str> {
    // What an id starts with, and how many hexadecimal digits make it one.
    const PREFIXES: [(&str, usize); 3] = [("tgw-rtb-", 1), ("cvpn-endpoint-", 1), ("pl-", 8)];
    let is_id = |c: char| c.is_ascii_alphanumeric();
    PREFIXES
        .iter()
        .flat_map(|(prefix, least)| name.match_indices(prefix).map(move |(at, _)| (at, prefix.len(), *least)))
        .filter(|(at, ..)| !name[..*at].ends_with(is_id))
        .filter_map(|(at, prefix, least)| {
            let digits = &name[at + prefix..];
            let length = digits.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(digits.len());
            (length >= least).then_some((at, prefix + length))
        })
        .max_by_key(|(at, _)| *at)
        .map(|(at, length)| &name[at..at + length])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_told_from_other_folders() {
        for region in ["us-east-1", "eu-central-2", "ap-southeast-4", "us-gov-west-1"] {
            assert!(is_region(region), "{region}");
        }
        for other in ["snapshots", "us-east", "2022-11-28", "case-1", "vpc-to-vpc"] {
            assert!(!is_region(other), "{other}");
        }
    }

    #[test]
    fn accounts_are_told_from_dates() {
        for account in ["111122223333", "444455556666", "202613230930", "202611320930", "202611232430", "202611230960"]
        {
            assert!(is_account(account), "{account}");
        }
        for other in ["202611230930", "202601010000", "203012312359", "20261123", "2026-11-23", "20261123093000"] {
            assert!(!is_account(other), "{other}");
        }
    }

    #[test]
    fn the_parent_is_the_last_id_in_the_name() {
        let id = "tgw-rtb-06c8754bba5a41b1f";
        assert_eq!(parent_in(&format!("transit-gateway-routes-{id}.json")), Some(id));
        assert_eq!(parent_in(&format!("{id}/routes.json")), Some(id));
        assert_eq!(parent_in("ec2.get-managed-prefix-list-entries.pl-63a5400a.json"), Some("pl-63a5400a"));
        let endpoint = "cvpn-endpoint-0a1b2c3d4e5f60718";
        assert_eq!(parent_in(&format!("describe-client-vpn-routes.{endpoint}.json")), Some(endpoint));
        assert_eq!(parent_in("transit-gateway-route-tables.json"), None);
        assert_eq!(parent_in("sample-pl-12.json"), None);
        let hash = Some("73e2d6bc24d8a067");
        assert_eq!(parent_in("describe-target-health.targetgroup_web-tier_73e2d6bc24d8a067.json"), hash);
        assert_eq!(parent_in("loadbalancer/app/web/73e2d6bc24d8a067/attributes.json"), hash);
        assert_eq!(parent_in("describe-instance-health.classicloadbalancer_web-1.json.gz"), Some("web-1"));
        assert_eq!(parent_in("classicloadbalancer/web/attributes.json"), Some("web"));
    }
}
