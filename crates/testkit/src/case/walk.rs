//! A `walk` block against the answer to its question.

use super::lines::{canonical, decisions, leg};
use super::look::{About, look};
use crate::{Files, load};
use packetwalk::{Caution, Flow, Request, Story, ask};

/// Asks a question and compares.
pub(super) fn walk(files: &Files, text: &str) -> Result<(), String> {
    let mut lines = text.lines().map(str::trim_end).filter(|line| !line.trim().is_empty());
    let question = lines.next().ok_or("an empty walk")?;
    let request = request(question)?;
    let expected: Vec<&str> = lines.collect();
    let mut network = match load(files) {
        Ok(network) => network,
        Err(error) => return refused(&expected, &error.to_string()),
    };
    for said in question.split_whitespace().filter_map(|word| word.strip_prefix("appliance=")) {
        network.appliance(said).map_err(|error| error.to_string())?;
    }
    let story = match ask(&network, &request) {
        Ok(story) => story,
        Err(error) => return refused(&expected, &error.to_string()).map_err(|error| format!("{question}\n{error}")),
    };
    let got = canonical(&story);
    let (mut exact, mut errors) = (Vec::new(), Vec::new());
    let mut rest = expected.iter().copied().peekable();
    let mut about = None;
    let cautions: Vec<&str> = expected.iter().copied().filter_map(|line| line.strip_prefix("caution ")).collect();
    if !cautions.is_empty() || expected.contains(&"no caution") {
        errors.extend(cautious(&story, &cautions).err());
    }
    while let Some(line) = rest.next() {
        let (kind, tail) = line.split_once(' ').unwrap_or((line, ""));
        match kind {
            "because" | "at" | "near" | "fix" | "says" | "remark" | "reading" | "snapshot" | "header" | "hop"
            | "lost" | "ends" => {
                if let Err(error) = look(&story, about.as_ref(), kind, tail) {
                    errors.push(error);
                }
            }
            "caution" => {}
            "no" if tail == "caution" => {}
            "decides" => {
                let mut wanted = Vec::new();
                while let Some(decision) = rest.next_if(|line| line.starts_with("  ")) {
                    wanted.push(decision.trim().to_owned());
                }
                let decided = leg(&story, tail).map(decisions).unwrap_or_default();
                if decided != wanted {
                    errors.push(format!("decides {tail}\n  {}", decided.join("\n  ")));
                }
            }
            _ => {
                let so_far = exact.iter().filter(|line: &&String| line.split(' ').next() == Some(kind)).count();
                about = About::of(&story, kind, so_far).or(about);
                exact.push(line.to_owned());
            }
        }
    }
    if exact != got {
        errors.insert(0, format!("expected\n  {}\ngot\n  {}", exact.join("\n  "), got.join("\n  ")));
    }
    if errors.is_empty() { Ok(()) } else { Err(format!("{question}\n{}", errors.join("\n"))) }
}

/// Compares what is worth knowing with all that a walk names.
fn cautious(story: &Story, wanted: &[&str]) -> Result<(), String> {
    let fits = |caution: &Caution, wanted: &str| {
        let (name, text) = wanted.split_once(": ").unwrap_or((wanted, ""));
        name == format!("{} {}", caution.code, caution.resource) && caution.sentence.contains(text)
    };
    let same = story.cautions.len() == wanted.len();
    if same && story.cautions.iter().zip(wanted).all(|(caution, wanted)| fits(caution, wanted)) {
        return Ok(());
    }
    let got = story.cautions.iter().map(|caution| {
        let Caution { code, resource, sentence, .. } = caution;
        format!("caution {code} {resource}: {sentence}")
    });
    Err(format!("cautions are\n  {}", got.collect::<Vec<_>>().join("\n  ")))
}

/// A question without an answer: all that is expected is what the error says.
fn refused(expected: &[&str], error: &str) -> Result<(), String> {
    let words: Option<Vec<_>> = expected.iter().map(|line| line.strip_prefix("refused ")).collect();
    match words {
        Some(words) if !words.is_empty() && words.iter().all(|words| error.contains(words)) => Ok(()),
        _ => Err(error.to_owned()),
    }
}

fn request(question: &str) -> Result<Request, String> {
    let (from, rest) = question.split_once(" -> ").ok_or_else(|| format!("{question:?} is no question: FROM -> TO"))?;
    let mut words = rest.split_whitespace();
    let to = words.next().ok_or("no destination")?;
    let mut request = Request::parse(from.trim(), to).map_err(|error| error.to_string())?;
    for word in words {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        let error = |error: packetwalk::FlowError| error.to_string();
        match name {
            "client" => {
                let client = packetwalk::Client::ALL.iter().find(|(known, _)| *known == value);
                request.flow.client = Some(client.ok_or_else(|| format!("no client {value:?}"))?.1);
            }
            "source-port" => request.flow.source_ports = Some(Flow::parse_ports(value).map_err(error)?),
            "icmp" => request.flow.icmp = Some(Flow::parse_icmp(value).map_err(error)?),
            "protocol" => request.flow.set_protocol(value).map_err(error)?,
            "nat-port" => request.nat_port = value.parse().ok(),
            "ipv6" => request.ipv6 = true,
            // That is said of the network.
            "appliance" => {}
            "routing-only" => request.routing_only = true,
            "via" => request.via.push(value.to_owned()),
            "not-via" => request.not_via.push(value.to_owned()),
            other => return Err(format!("no option {other:?}")),
        }
    }
    Ok(request)
}
