//! Type-ahead: which ends a few letters may mean.

use memchr::memmem::Finder;
use packetwalk::{Listed, Network};
use schemars::JsonSchema;
use serde::Serialize;

/// Something that can be named as an end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct End {
    /// What to name it by in a question.
    pub(crate) id: String,
    /// What it is: `instance`, `interface`, `subnet`, `balancer`, `gateway`, `internet`.
    pub(crate) kind: String,
    /// In a line: id, name, blocks, addresses, each with the public one it is paired with.
    pub(crate) label: String,
    /// Its name, where it has one.
    pub(crate) name: Option<String>,
    /// Its addresses, private and public; a subnet's blocks.
    pub(crate) addresses: Vec<String>,
    /// Its VPC.
    pub(crate) vpc: Option<String>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Found {
    /// The ends that fit, best first: what is called so, what starts so, what has a word that starts so, what holds it.
    pub(crate) ends: Vec<End>,
    /// How many more there are.
    pub(crate) more: usize,
}

/// Every end of a network, to be found by a part of its id, name, addresses or tags.
///
/// All of it is one text in lower case, a line for a field and a NUL behind each end: looking through a hundred thousand ends is
/// one pass over some megabytes.
#[derive(Debug)]
pub(crate) struct Index {
    ends: Vec<Listed>,
    text: String,
    /// Where each end's part of the text stops.
    stops: Vec<usize>,
}

/// How well an end fits: the smaller, the better.
const RANKS: u8 = 4;

impl Index {
    pub(crate) fn of(network: &Network) -> Self {
        let internet = Listed {
            kind: "internet",
            id: "internet".to_owned(),
            name: None,
            vpc: None,
            blocks: Vec::new(),
            addresses: Vec::new(),
            tags: Vec::new(),
        };
        let mut ends = network.ends();
        ends.insert(0, internet);
        let mut index = Index { text: String::new(), stops: Vec::with_capacity(ends.len()), ends: Vec::new() };
        for end in &mut ends {
            index.add(end);
            // Tags serve to find it, and are in the text now.
            end.tags = Vec::new();
        }
        index.ends = ends;
        index
    }

    fn add(&mut self, end: &Listed) {
        let mut field = |field: &str| {
            self.text.extend(field.chars().flat_map(char::to_lowercase).filter(|c| !matches!(c, '\0' | '\n')));
            self.text.push('\n');
        };
        field(&end.id);
        end.name.iter().for_each(|name| field(name));
        for (private, public) in &end.addresses {
            field(&private.to_string());
            if let Some(public) = public {
                field(&public.to_string());
            }
        }
        end.blocks.iter().for_each(|block| field(&block.to_string()));
        for (key, value) in &end.tags {
            field(value);
            field(&format!("tag:{key}={value}"));
        }
        end.vpc.iter().for_each(|vpc| field(vpc));
        self.text.push('\0');
        self.stops.push(self.text.len());
    }

    /// How many interfaces there are.
    pub(crate) fn interfaces(&self) -> usize {
        self.ends.iter().filter(|end| end.kind == "interface").count()
    }

    /// The ends that hold every word of a query.
    pub(crate) fn find(&self, query: &str, limit: usize) -> Found {
        // The text's own marks are nobody's to ask for.
        let query = query.to_lowercase().replace('\0', " ");
        let words: Vec<&str> = query.split_whitespace().collect();
        let mut ranked: [Vec<usize>; RANKS as usize] = Default::default();
        let mut count = 0;
        self.each_with(&words, |end, rank| {
            count += 1;
            // What can't be among those shown needs no place in the list.
            if let Some(of_rank) = ranked.get_mut(usize::from(rank)).filter(|of_rank| of_rank.len() < limit) {
                of_rank.push(end);
            }
        });
        let best = ranked.iter().flatten().take(limit).filter_map(|end| self.ends.get(*end));
        let ends: Vec<_> = best.map(told).collect();
        Found { more: count - ends.len(), ends }
    }

    fn each_with(&self, words: &[&str], mut found: impl FnMut(usize, u8)) {
        let finders: Vec<_> = words.iter().map(|word| Finder::new(word.as_bytes())).collect();
        // The longest word is the rarest.
        let Some(longest) = finders.iter().max_by_key(|finder| finder.needle().len()) else {
            return (0..self.ends.len()).for_each(|end| found(end, 0));
        };
        let text = self.text.as_bytes();
        let (mut from, mut end) = (0, 0);
        while let Some(at) = text.get(from..).and_then(|rest| longest.find(rest)) {
            let at = from + at;
            end += self.stops.get(end..).map_or(0, |stops| stops.partition_point(|stop| *stop <= at));
            let start = end.checked_sub(1).and_then(|before| self.stops.get(before)).copied().unwrap_or(0);
            let Some(stop) = self.stops.get(end).copied() else { return };
            let fields = text.get(start..stop).unwrap_or_default();
            let worst = finders.iter().try_fold(0, |worst, finder| Some(rank(fields, finder)?.max(worst)));
            if let Some(worst) = worst {
                found(end, worst);
            }
            from = stop;
        }
    }
}

/// How well the best of the fields fits a word; nothing where none does.
fn rank(fields: &[u8], word: &Finder<'_>) -> Option<u8> {
    let of = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| fields.get(before)).copied();
        match before.filter(|before| *before != b'\n') {
            None if fields.get(at + word.needle().len()) == Some(&b'\n') => 0,
            None => 1,
            Some(before) if !before.is_ascii_alphanumeric() => 2,
            Some(_) => 3,
        }
    };
    word.find_iter(fields).map(of).min()
}

fn told(listed: &Listed) -> End {
    let addresses = listed.addresses.iter();
    let addresses = addresses.flat_map(|(private, public)| [Some(private.to_string()), public.map(|p| p.to_string())]);
    let blocks = listed.blocks.iter().map(|block| Some(block.to_string()));
    End {
        id: listed.id.clone(),
        kind: listed.kind.to_owned(),
        label: listed.line(),
        name: listed.name.clone(),
        addresses: addresses.chain(blocks).flatten().collect(),
        vpc: listed.vpc.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::Index;
    use packetwalk::{Loader, Wanted};

    const HOSTS: &str = r#"{
        "InternetGateways": [{"InternetGatewayId": "igw-1", "Attachments": [{"VpcId": "vpc-1", "State": "available"}]}],
        "Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24", "State": "available"}],
        "NetworkInterfaces": [
            {"NetworkInterfaceId": "eni-1", "VpcId": "vpc-1", "SubnetId": "subnet-1", "Status": "in-use",
             "PrivateIpAddress": "10.0.1.10", "TagSet": [{"Key": "Name", "Value": "Web Front"}, {"Key": "team", "Value": "shop"}]},
            {"NetworkInterfaceId": "eni-2", "VpcId": "vpc-1", "SubnetId": "subnet-1", "Status": "in-use",
             "PrivateIpAddress": "10.0.1.100", "TagSet": [{"Key": "Name", "Value": "ÄRA"}]},
            {"NetworkInterfaceId": "eni-3", "VpcId": "vpc-1", "SubnetId": "subnet-1", "Status": "in-use",
             "PrivateIpAddress": "10.0.1.30", "TagSet": [{"Key": "Name", "Value": "web"}]}]
    }"#;

    fn ids(query: &str, limit: usize) -> (Vec<String>, usize) {
        let mut loader = Loader::new();
        loader.read("hosts.json", None, Wanted::ByName, HOSTS.as_bytes());
        let found = Index::of(&loader.network().unwrap()).find(query, limit);
        (found.ends.into_iter().map(|end| end.id).collect(), found.more)
    }

    #[test]
    fn an_end_is_found_by_id_name_address_and_tag() {
        for (query, end) in [
            ("ENI-2", "eni-2"),
            ("front", "eni-1"),
            ("ära", "eni-2"),
            ("10.0.1.30", "eni-3"),
            ("team=sh", "eni-1"),
            ("shop", "eni-1"),
            ("10.0.1.0/24", "subnet-1"),
            ("inter", "internet"),
            ("igw", "igw-1"),
            ("team", "eni-1"),
        ] {
            assert_eq!(ids(query, 10), (vec![end.to_owned()], 0), "{query}");
        }
    }

    #[test]
    fn the_best_come_first() {
        assert_eq!(ids("web", 10).0, ["eni-3", "eni-1"]);
        assert_eq!(ids("10.0.1.10", 10).0, ["eni-1", "eni-2"]);
        assert_eq!(ids("10.0.1.10", 1), (vec!["eni-1".to_owned()], 1));
    }

    #[test]
    fn every_word_must_fit_and_none_fits_all() {
        assert_eq!(ids("eni web", 10).0, ["eni-1", "eni-3"]);
        assert!(ids("web nothing", 10).0.is_empty());
        assert_eq!(ids("  ", 2).1, 4);
        // A query can't reach from one field, or one end, into the next.
        assert_eq!(ids("eni-1\nweb", 10).0, ["eni-1"]);
        assert_eq!(ids("\0eni-2", 10).0, ["eni-2"]);
    }
}
