//! What to say of a snapshot.

use jiff::{Timestamp, Unit};
use packetwalk_aws::Network;
use packetwalk_report::About;
use std::time::SystemTime;

/// What a story says of the snapshot that answered.
pub fn about(network: &Network) -> About {
    let snapshot = network.snapshot();
    let mut files: Vec<&str> = snapshot.files().iter().map(|file| file.name.as_str()).collect();
    files.sort_unstable();
    files.dedup();
    let times = || snapshot.files().iter().filter_map(|file| file.modified);
    let place = |file: packetwalk_aws::FileId, line: u32| {
        let name = snapshot.files().get(file.0 as usize).map(|file| file.name.as_str()).unwrap_or_default();
        format!("{name}:{line}")
    };
    About {
        accounts: network.accounts(),
        regions: network.regions(),
        folder: folder(&files),
        files: files.len(),
        oldest: times().min().and_then(minute),
        newest: times().max().and_then(minute),
        problems: snapshot.problems().iter().map(ToString::to_string).collect(),
        not_modelled: snapshot.unmodelled().map(|(words, count)| format!("{} {words}", count.count)).collect(),
        unknown_keys: snapshot
            .unknown_keys()
            .map(|(list, key, count)| {
                format!("{list}[].{key} ×{} (first at {})", count.count, place(count.first.0, count.first.1))
            })
            .collect(),
    }
}

/// The folder that all files lie in, with the separator behind it; empty when they share none.
fn folder(files: &[&str]) -> String {
    let of = |file: &&str| file.rfind(['/', '\\']).map_or(0, |at| at + 1);
    let Some(first) = files.first() else { return String::new() };
    let mut folder = &first[..of(first)];
    while !files.iter().all(|file| file.starts_with(folder)) {
        folder = &folder[..of(&folder.trim_end_matches(['/', '\\']))];
    }
    folder.to_owned()
}

/// A time to the minute, in UTC.
fn minute(time: SystemTime) -> Option<String> {
    let time = Timestamp::try_from(time).ok()?.round(Unit::Minute).ok()?;
    Some(time.strftime("%Y-%m-%d %H:%M UTC").to_string())
}
