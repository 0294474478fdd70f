//! Golden pictures of walks in small networks: `SNAPSHOTS=overwrite` writes them anew, for you to look at.

#![expect(clippy::disallowed_methods, reason = "tests read and write files")]
#![expect(clippy::unwrap_used, reason = "the networks are ours")]

use packetwalk::render::parts;
use packetwalk::{Network, Request, Story, ask, chart};
use packetwalk_draw::{Aspect, html, map, walk};
use packetwalk_testkit::{fixture, load};
use std::path::Path;

fn network(text: &str) -> Network {
    load(&fixture::expand(text).unwrap()).unwrap()
}

fn story(text: &str, from: &str, to: &str) -> Story {
    ask(&network(text), &Request::parse(from, to).unwrap()).unwrap()
}

/// Holds a text against the file of this name.
fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures").join(name);
    if std::env::var("SNAPSHOTS").is_ok_and(|what| what == "overwrite") {
        std::fs::write(&path, text).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(golden == text, "{} isn't what is drawn: SNAPSHOTS=overwrite, and look at it", path.display());
}

fn drawn(name: &str, network: &str, from: &str, to: &str) {
    let drawing = walk(&story(network, from, to));
    golden(&format!("{name}.svg"), &drawing.svg(Aspect::Wide));
    golden(&format!("{name}-tall.svg"), &drawing.svg(Aspect::Tall));
}

const BALANCED: &str = "\
vpc main 10.0.0.0/16
igw gw
table public
route public 0.0.0.0/0 igw-gw
subnet front 10.0.1.0/24 zone a table public
subnet back 10.0.2.0/24 zone a
subnet other 10.0.3.0/24 zone b
sg door
allow door in tcp:443 0.0.0.0/0
allow door out tcp:8080 sg:web
sg web
allow web in tcp:8080 sg:door
host one back 10.0.2.11 sg web
host two other 10.0.3.12 sg web
host three back 10.0.2.13 sg open
alb site front=10.0.1.10=54.0.0.10 other=10.0.3.10 sg door
targets web http:8080 one two
targets old http:8080 three
listener site https:443 web
listener-rule site 443 10 path-pattern=/old/* old
";

/// In from the internet, to a load balancer with several targets: parts.
#[test]
fn a_load_balancer() {
    drawn("balanced", BALANCED, "internet", "site:443");
}

const IPV6: &str = "\
vpc main 10.0.0.0/16 2600:1f18:aaaa:bb00::/56
eigw out
table t
route t ::/0 eigw-out
subnet a 10.0.1.0/24 2600:1f18:aaaa:bb01::/64 zone a table t
host web a 10.0.1.10 2600:1f18:aaaa:bb01::10 sg open
";

/// Out to the internet by IPv6.
#[test]
fn an_egress_only_gateway() {
    drawn("ipv6", IPV6, "web", "[2001:4860:4860::8888]:443");
}

const PEERED: &str = "\
vpc one 10.0.0.0/16
table t1
subnet a 10.0.1.0/24 zone a table t1
host web a 10.0.1.10 sg open
vpc two 10.9.0.0/16
table t2
subnet b 10.9.1.0/24 zone b table t2
host db b 10.9.1.10 sg open
peer both one two
route t1 10.9.0.0/16 pcx-both
route t2 10.0.0.0/16 pcx-both
";

#[test]
fn a_peering_connection() {
    drawn("peered", PEERED, "web", "db:443");
}

/// The walk never comes to where it should, which is drawn all the same.
#[test]
fn no_route() {
    let network = PEERED.replace("route t1 10.9.0.0/16 pcx-both\n", "");
    drawn("no-route", &network, "web", "db:443");
}

const OUTSIDE: &str = "\
vpc main 10.0.0.0/16
table t
vgw g
vpn tunnel vgw-g 192.168.0.0/16
route t 192.168.0.0/16 vgw-g
subnet a 10.0.1.0/24 zone a table t
host web a 10.0.1.10 sg open
";

/// Out to a network that AWS doesn't know.
#[test]
fn a_virtual_private_gateway() {
    drawn("outside", OUTSIDE, "web", "192.168.0.9:443");
}

/// In by a tunnel, and on from an interface.
#[test]
fn a_client_vpn_endpoint() {
    let network = "vpc main 10.0.0.0/16\nsubnet vpn 10.0.1.0/24 zone a\nsubnet back 10.0.2.0/24 zone a\nhost web back 10.0.2.10 sg open\n\
                   cvpn aa 10.200.0.0/22 tag staff\ncvpn-target aa vpn 10.0.1.20\ncvpn-rule aa 10.0.0.0/16 all\n";
    drawn("client-vpn", network, "staff", "web:443");
}

/// What the snapshot doesn't say.
#[test]
fn an_unknown_walk() {
    let network = format!("{PEERED}route t1 172.16.0.0/12 lgw-1\n");
    drawn("unknown", &network, "web", "172.16.0.1:443");
}

/// Each of these ends where nobody knows on, in a place of its own: no other hop, an interface that wasn't read, listeners that weren't.
#[test]
fn what_is_not_known_is_marked() {
    let main = "vpc main 10.0.0.0/16\ntable t\nsubnet a 10.0.1.0/24 zone a table t\nhost one a 10.0.1.10 sg open\n";
    for (more, to) in [
        ("route t 8.8.8.0/24 lgw-1\n", "8.8.8.8:443"),
        ("route t 8.8.8.0/24 nat-n\n", "8.8.8.8:443"),
        ("", "10.0.1.77:443"),
    ] {
        let svg = walk(&story(&format!("{main}{more}list-unread bbbbbbbb\n"), "one", to)).svg(Aspect::Wide);
        assert!(!svg.contains(">UNKNOWN<") || svg.contains("? not known"), "{svg}");
        assert!(svg.contains(">UNKNOWN<") || more.is_empty(), "{svg}");
    }
}

/// A load balancer or endpoint is one box, whichever way packets pass it.
#[test]
fn a_whole_and_its_parts_are_one_box() {
    let classic = "vpc main 10.0.0.0/16\nsubnet a 10.0.1.0/24 zone a\nsubnet b 10.0.2.0/24 zone a\nhost client a 10.0.1.20 sg open\n\
                   host good b 10.0.2.11 sg open\nclb site a=10.0.1.10 internal sg open\nclb-listener site tcp:80 80\nclb-instances site good\n";
    let story = story(classic, "client", "site:80");
    let svg = walk(&story).svg(Aspect::Wide);
    assert_eq!(svg.matches(">Classic Load Balancer</text>").count(), 1, "{svg}");
    golden("classic.svg", &svg);
}

/// Nobody knows what either leg meets at the endpoint.
#[test]
fn two_marks_at_one_box() {
    let network = "vpc main 10.0.0.0/16\nsubnet door 10.0.1.0/24\nsg door\nhost web door 10.0.1.30 sg open\n\
                   eice door door 10.0.1.20 sg door\nset eni-door /Groups []\n";
    golden("two-marks.svg", &walk(&story(network, "eice-door", "web:22")).svg(Aspect::Wide));
}

/// Packets go from attachment to attachment, and each names its core network.
#[test]
fn a_core_network() {
    let network = "core-network wan\nvpc one 10.1.0.0/16\nsubnet a 10.1.1.0/24\nhost a a 10.1.1.10 sg open\nvpc two 10.2.0.0/16\n\
                   subnet b 10.2.1.0/24\nhost b b 10.2.1.10 sg open\ncore-attach one wan a segment prod edge eu-west-1\ncore-attach two wan b segment prod edge eu-west-1\n\
                   core-segment wan prod eu-west-1\ncore-route prod eu-west-1 10.1.0.0/16 one\n\
                   core-route prod eu-west-1 10.2.0.0/16 two\n\
                   route main-one 10.2.0.0/16 arn:aws:networkmanager::111122223333:core-network/core-network-wan\n\
                   route main-two 10.1.0.0/16 arn:aws:networkmanager::111122223333:core-network/core-network-wan\n";
    golden("core-network.svg", &walk(&story(network, "a", "b:443")).svg(Aspect::Wide));
}

const ZONED: &str = "\
vpc one 10.1.0.0/16
subnet a 10.1.1.0/24 zone a
vpc two 10.2.0.0/16
acl deny
subnet b 10.2.2.0/24 zone b acl deny
subnet c 10.2.3.0/24 zone c
subnet e 10.2.4.0/24 zone c
host a a 10.1.1.10 sg open
host e e 10.2.4.10 sg open
tgw core
tgw-table aa core
attach one core a table aa
attach two core b,c table aa
tgw-route aa 10.1.0.0/16 one
tgw-route aa 10.2.0.0/16 two
route main-one 10.2.0.0/16 tgw-core
route main-two 10.1.0.0/16 tgw-core
";

/// What refuses another part of the question stands in the text, not on boxes that the drawn part passes.
#[test]
fn other_parts_blockers_mark_nothing() {
    let story = story(ZONED, "a", "e:443");
    let passing = story.parts.iter().position(|part| part.verdict == packetwalk::Verdict::Always);
    if let Some(number) = passing.filter(|_| story.parts.len() > 1 && !story.blockers.is_empty()) {
        let svg = packetwalk_draw::part(&story, number).unwrap().svg(Aspect::Wide);
        assert!(!svg.contains("class=\"stop-row") && svg.contains("in another part: "), "{svg}");
    } else {
        panic!("{}: {} parts", story.summary, story.parts.len());
    }
}

#[test]
fn mermaid_and_graphviz() {
    let drawing = walk(&story(BALANCED, "internet", "site:443"));
    golden("balanced.mmd", &drawing.mermaid());
    golden("balanced.dot", &drawing.dot());
}

#[test]
fn a_page_of_its_own() {
    golden("balanced.html", &html(&story(BALANCED, "internet", "site:443")));
}

/// What stands behind a refusal is told as such, at the hop that refuses and nowhere else.
#[test]
fn a_page_of_a_refusal() {
    let closed = format!("{BALANCED}sg shut\nhost four back 10.0.2.14 sg shut\n");
    let page = html(&story(&closed, "three", "four:22"));
    let (before, behind) = page.split_once(parts::PAST).unwrap();
    assert!(before.contains(">DROP</span> security group, in") && behind.contains("source/dest check, in"));
    assert_eq!(behind.matches(parts::PAST).count(), 0);
}

/// VPCs and their links; one VPC; many interfaces are a number.
#[test]
fn maps() {
    let mut text =
        format!("{PEERED}tgw hub\nattach a hub b\nvpc third 10.3.0.0/16\nsubnet c 10.3.0.0/20 zone c\nigw out\n");
    text.extend(
        (0..2000).map(|host| format!("host h{host} c 10.3.{}.{} sg open bare\n", 1 + host / 200, 10 + host % 200)),
    );
    let chart = chart(&network(&text));
    golden("map.svg", &map(&chart, None).svg(Aspect::Wide));
    let third = map(&chart, Some("vpc-third"));
    golden("map-vpc.svg", &third.svg(Aspect::Wide));
    golden("map-vpc.mmd", &third.mermaid());
    assert!(third.svg(Aspect::Wide).contains("2,000 interfaces"));
    golden("map-peered.svg", &map(&chart, Some("vpc-two")).svg(Aspect::Wide));
}

const LINKED: &str = "\
vpc one 10.1.0.0/16
subnet a 10.1.1.0/24 zone a
cvpn bb 10.204.0.0/22
cvpn-target bb a 10.1.1.20
vpc two 10.2.0.0/16
subnet b 10.2.1.0/24 zone a
vpc three 10.3.0.0/16
subnet c 10.3.1.0/24 zone a
vpc four 10.4.0.0/16
subnet d 10.4.1.0/24 zone a
tgw west
tgw east
attach one west a
attach two east b
tgw-peer far west east
vpn office tgw-west 192.168.0.0/16
attach-edge office west vpn vpn-office
attach-edge lines east direct-connect-gateway dxgw-1
cvpn aa 10.200.0.0/22 tgw west
attach-edge aa west client-vpn cvpn-endpoint-aa
core-network wan
core-attach three wan c segment prod
core-attach four wan d segment prod
";

/// Everything that joins VPCs or leads outside: peerings of transit gateways, core networks, Client VPN, networks on premises.
#[test]
fn a_map_of_links() {
    let drawing = map(&chart(&network(LINKED)), None);
    golden("map-links.svg", &drawing.svg(Aspect::Wide));
    golden("map-links.dot", &drawing.dot());
    golden("map-links-vpc.svg", &map(&chart(&network(LINKED)), Some("vpc-three")).svg(Aspect::Wide));
}

/// Nothing in a page runs or is fetched, and its policy names its own style.
#[test]
fn a_page_is_closed() {
    let page = html(&story(BALANCED, "internet", "site:443"));
    for open in ["<script", "<link", "<img", "src=", "@import", "url(", "style=\"", "javascript:"] {
        assert!(!page.contains(open), "{open}");
    }
    assert!(page.contains("default-src 'none'; style-src 'sha256-"));
    let pages = page.split("href=\"").skip(1);
    assert!(pages.into_iter().all(|rest| rest.starts_with("https://docs.aws.amazon.com/")));
}

/// Names are other people's: they must not become elements, attributes or control characters.
#[test]
fn hostile_names() {
    let name = r#"</text><script>alert(1)</script>\" onload=\"alert(2)\u001b[31m\u202e&amp;]]>\u0000\uffff"#;
    let network = format!("{PEERED}set eni-db /TagSet [{{\"Key\":\"Name\",\"Value\":\"{name}\"}}]\n");
    let story = story(&network, "web", "eni-db:443");
    let page = html(&story);
    assert!(!page.contains("<script") && page.contains("&lt;script&gt;"));
    assert!(!walk(&story).mermaid().contains("<script"));
    let svg = walk(&story).svg(Aspect::Wide);
    let document = roxmltree::Document::parse(&svg).unwrap();
    let elements = ["svg", "title", "desc", "style", "g", "rect", "path", "text", "polygon"];
    let node = document.descendants().find(|node| node.is_element() && !elements.contains(&node.tag_name().name()));
    assert_eq!(node.map(|node| node.tag_name().name()), None);
    assert!(document.descendants().all(|node| node.attributes().all(|attribute| !attribute.name().starts_with("on"))));
    assert!(document.descendants().any(|node| node.text().is_some_and(|text| text.contains("</text><script>"))));
}
