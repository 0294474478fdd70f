//! What the fuzz targets share: bytes as a snapshot, and questions to it.

use packetwalk::{AskError, Loader, Network, Request, Session, Wanted, render, show};
use packetwalk_testkit::{fixture, nasty};

/// The network that bytes amount to, if they do: describe output, or else a random network whose lines the bytes stir.
pub fn network(data: &[u8]) -> Option<Network> {
    match data.first()? {
        b'{' | b'[' | 0x1f | 0x28 => {
            let mut loader = Loader::new();
            loader.read("fuzz-tgw-rtb-0a.json", None, Wanted::ByName, data);
            loader.network().ok()
        }
        _ => packetwalk_testkit::load(&fixture::expand(&stirred(data)).ok()?).ok(),
    }
}

/// A random network of which lines are left out, repeated, or given words of other lines.
fn stirred(data: &[u8]) -> String {
    let (seed, edits) = data.split_at(data.len().min(3));
    let seed = seed.iter().fold(0, |seed, byte| seed << 8 | u64::from(*byte));
    let text = nasty::network(seed);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for edit in edits.chunks_exact(4).take(40) {
        let [op, at, from, word] = [edit[0], edit[1], edit[2], edit[3]].map(usize::from);
        if lines.is_empty() {
            break;
        }
        let (at, from) = (at % lines.len(), from % lines.len());
        match op % 3 {
            0 => drop(lines.remove(at)),
            1 => lines.insert(at, lines[from].clone()),
            _ => {
                let taken = lines[from].split_whitespace().nth(word % 7).unwrap_or_default().to_owned();
                let mut words: Vec<_> = lines[at].split_whitespace().map(str::to_owned).collect();
                if let Some(place) = words.get_mut(word / 7 % 7) {
                    *place = taken;
                }
                lines[at] = words.join(" ");
            }
        }
    }
    lines.join("\n")
}

/// Asks a few questions, tells the answers, shows a few resources. A class that fares otherwise than one of its packets is
/// a crash.
pub fn ask(network: &Network, seed: u64) {
    let mut random = fastrand::Rng::with_seed(seed);
    let listed = network.ends();
    let mut ends: Vec<String> = listed.iter().map(|listed| listed.id.clone()).collect();
    let addresses = listed.iter().flat_map(|listed| &listed.addresses);
    ends.extend(addresses.flat_map(|(private, public)| [Some(*private), *public]).flatten().map(|a| a.to_string()));
    ends.extend(["internet", "10.0.0.0/8", "203.0.113.30", "2001:db8::10"].map(str::to_owned));
    let session = Session::new(network);
    for number in 0..6 {
        let (Some(from), Some(to)) = (random.choice(&ends), random.choice(&ends)) else { return };
        let flow = ["", ":443", ":1-1024,8080/udp", "/ping", "/gre", ":53/udp"][random.usize(0..6)];
        let to = if to.contains("::") { format!("[{to}]{flow}") } else { format!("{to}{flow}") };
        let Ok(mut request) = Request::parse(from, &to) else { continue };
        request.ipv6 = number == 5;
        match session.ask(&request) {
            Ok(story) => {
                std::hint::black_box((
                    render::json::render(&story),
                    render::text::render(&story, render::text::Layout::new(80)),
                    render::notes::render(&story),
                ));
            }
            Err(AskError::Fault { .. }) => panic!("{from} -> {to}: a packet fares otherwise than its class"),
            Err(_) => {}
        }
    }
    let plain = network.plain();
    let ids = listed.iter().map(|listed| &listed.id).take(3);
    let ids = ids.chain(plain.groups.iter().map(|group| &group.id).take(3));
    for id in ids.chain(plain.tables.iter().map(|table| &table.id).take(3)) {
        let _ = std::hint::black_box(show(network, id, 5));
    }
}

/// A number that is the same for the same bytes.
pub fn hash(data: &[u8]) -> u64 {
    data.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
