//! Every reason that an answer can give.

pub use packetwalk_fabric::Reason;

/// Every reason, by code.
pub fn reasons() -> Vec<&'static Reason> {
    let mut all = packetwalk_aws::reasons();
    all.extend(packetwalk_engine::reasons::ALL);
    all.sort_by_key(|reason| reason.code);
    all
}

/// The reasons with this code; with this code of Reachability Analyzer's, where several of ours stand for one of its.
pub fn reason(code: &str) -> Vec<&'static Reason> {
    let code = code.to_ascii_uppercase().replace('-', "_");
    let all = reasons();
    let own: Vec<_> = all.iter().copied().filter(|reason| reason.code == code).collect();
    if own.is_empty() { all.into_iter().filter(|reason| reason.ra_code == Some(code.as_str())).collect() } else { own }
}
