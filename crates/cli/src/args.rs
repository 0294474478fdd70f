//! The command's words.

use clap::{Args as Group, Parser, Subcommand, ValueEnum};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Walk a packet through an AWS network, from configuration alone.
///
/// packetwalk reads what `aws … describe-*` printed and says what happens to a packet at every hop, there and back, and
/// which rule let it pass or dropped it. Nothing leaves this machine.
#[derive(Debug, Parser)]
#[command(name = "packetwalk", version, max_term_width = 100)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Walk a flow from one end to another, and its reply back.
    Walk(Box<Walk>),
    /// Draw the network: VPCs and what links them, or one VPC with its subnets.
    Map(Map),
    /// Show a resource as it is read: its tables, row by row, with file and line.
    Show(Show),
    /// List what can be named as an end.
    List(List),
    /// Explain a reason: what it means, what to do, the AWS page.
    Explain(Explain),
    /// Serve a page on this machine: walk packets in a browser.
    Serve(Serve),
    /// Rebuild the network from Linux namespaces on this machine, and send real packets through it. Needs root.
    Lab(Lab),
    /// Print the read-only AWS CLI calls that make a snapshot folder.
    SnapshotScript,
    /// Print the JSON Schema of `walk --format json`.
    Schema,
    /// Print completions for a shell.
    Completions(Completions),
    /// Print a manual page, in roff.
    Man(Man),
}

/// Where the snapshot is.
#[derive(Debug, Group)]
pub(crate) struct Source {
    /// The snapshot: a file or folder of describe output, or - for standard input; may be given several times.
    #[arg(short, long = "snapshot", value_name = "PATH", long_help = SNAPSHOT_HELP)]
    pub(crate) snapshot: Vec<PathBuf>,

    /// A file that says which networks are outside, and by what they are reached; may be given several times.
    #[arg(long, value_name = "FILE", long_help = ON_PREMISES_HELP)]
    pub(crate) on_premises: Vec<PathBuf>,
}

const ON_PREMISES_HELP: &str = "\
A file that says which networks are outside, and by what they are reached; may be given several times. A file onprem.toml in \
the snapshot's folders is read without being named.

  [network.office]
  prefixes = [\"10.200.0.0/16\"]
  through = [\"vgw-0a1b2c3d4e5f60718\"]

through names virtual private gateways, VPN connections, Direct Connect gateways, or transit gateway attachments of these or \
of Connect. What leaves by one of them arrives at the network that has the destination, and the answer comes back by any of \
the network's. Without a description that is taken for granted.";

const SNAPSHOT_HELP: &str = "\
The snapshot: a file or folder of describe output, or - for standard input; may be given several times.

JSON, plain or packed with gzip or zstd. What a file is follows from its content. An archive may hold up to 1 GiB of text, \
and up to 200 times its own size. Without -s, the environment variable PACKETWALK_SNAPSHOT names the snapshot.";

const TO_HELP: &str = "\
Where they should arrive: TO[:PORTS][/PROTOCOL], as in db:5432, 10.1.0.0/16:22,8000-8100, [2600::1]:443, web/ping, db/50.

No protocol means tcp; no port means all of them, answered as a class.";

const FLOWS_HELP: &str = "\
Ask about every flow of a file, or - for standard input: CSV with a header, or JSON lines.

Columns, or keys: from and to, and any of id, protocol, port, source_port, icmp; each is what the option of its name takes. \
Prints one line for each row, in order; a row that is no question says why. With --format json each line is an object with \
line and id, and with answer (what `packetwalk schema` describes) or error.";

#[derive(Debug, Group)]
#[command(override_usage = "\
packetwalk walk [OPTIONS] <FROM> <TO[:PORTS][/PROTOCOL]>
       packetwalk walk [OPTIONS] <FLOW LOG RECORD or FIVE-TUPLE>
       packetwalk walk [OPTIONS] --flows <FILE>")]
#[command(after_long_help = "\
In the place of FROM and TO stands a pasted flow log record, whose interface says which VPC its addresses are of, or a \
five-tuple: \"10.0.1.5 51234 10.0.2.7 443 tcp\", \"10.0.1.5:51234 -> 10.0.2.7:443/tcp\".

Ends: an instance or interface id, a Name tag, tag:Key=Value, what a service calls its interfaces (lambda:NAME, rds:NAME, \
ecs:SERVICE, elasticache:NAME, efs:ID …), a private or public address, vpc-…/address where two VPCs \
have it, a DNS name of AWS's, a CIDR block or subnet id (as destination), internet, an internet gateway's id (as start: \
what enters by it), a Client VPN endpoint's id or name (its clients), an EC2 Instance Connect Endpoint's (as start), or onprem:NAME, a network of onprem.toml.

Exit code: 0 always, 1 never, 2 sometimes, 3 unknown, 64 usage, 65 unreadable data, 70 a fault in packetwalk. With --flows \
that of the worst row: 70, 65 (a row that is no question), 1, 3, 2, 0, in this order.")]
#[expect(clippy::struct_excessive_bools, reason = "a command's flags are bools")]
pub(crate) struct Walk {
    #[command(flatten)]
    pub(crate) source: Source,

    /// Where the packets start.
    #[arg(required_unless_present = "flows")]
    pub(crate) from: Option<String>,

    /// Where they should arrive: TO[:PORTS][/PROTOCOL].
    #[arg(long_help = TO_HELP)]
    pub(crate) to: Option<String>,

    /// The rest of a pasted question whose words weren't quoted.
    #[arg(hide = true)]
    pub(crate) more: Vec<String>,

    /// The fields of a pasted flow log record, as in '${interface-id} ${srcaddr} …'; without it AWS's default format.
    #[arg(long, value_name = "FORMAT")]
    pub(crate) flow_log_format: Option<String>,

    /// Ask about every flow of a file, or - for standard input: CSV with a header, or JSON lines.
    #[arg(long, value_name = "FILE", long_help = FLOWS_HELP)]
    #[arg(conflicts_with_all = ["from", "to", "protocol", "port", "source_port", "icmp", "steps", "flow_log_format"])]
    pub(crate) flows: Option<PathBuf>,

    /// Protocol: tcp, udp, icmp, icmpv6, ping, another name, or a number.
    #[arg(long, value_name = "PROTOCOL")]
    pub(crate) protocol: Option<String>,

    /// Destination ports: 443, or 22,8000-8100.
    #[arg(long, value_name = "PORTS")]
    pub(crate) port: Option<String>,

    /// Source ports; without them the ephemeral range of the client.
    #[arg(long, value_name = "PORTS")]
    pub(crate) source_port: Option<String>,

    /// ICMP type, and code if it matters.
    #[arg(long, value_name = "TYPE[/CODE]")]
    pub(crate) icmp: Option<String>,

    /// Whose ephemeral ports to take; without it those of the source's operating system, else 1024-65535.
    #[arg(long, value_name = "CLIENT")]
    pub(crate) client: Option<String>,

    /// Ask about IPv6 where both families would do.
    #[arg(short = '6', long = "ipv6")]
    pub(crate) ipv6: bool,

    /// Take it that NAT gateways choose this source port, from 1024 to 65535.
    #[arg(long, value_name = "PORT")]
    pub(crate) nat_port: Option<u16>,

    /// What an appliance does with what isn't for it: ENI=drop, or ENI=via:ENI where it sends on by another of its interfaces.
    /// Without it, it is taken to send on by the same one.
    #[arg(long, value_name = "ENI=WHAT")]
    pub(crate) appliance: Vec<String>,

    /// Ask from the other end: packets start at TO and should arrive at FROM, at the same ports.
    #[arg(long)]
    pub(crate) reverse: bool,

    /// Ask about routing alone: take every security group, network ACL and Block Public Access to permit everything, and
    /// list those on the way.
    #[arg(long)]
    pub(crate) routing_only: bool,

    /// Ask for ways through this resource alone, there and back: a gateway, an interface or instance, a transit gateway or
    /// attachment, a peering connection, an endpoint, a load balancer, a network firewall. May be given several times: through all of them.
    #[arg(long, value_name = "ID")]
    pub(crate) via: Vec<String>,

    /// Ask for ways that don't pass this resource, there and back. May be given several times.
    #[arg(long, value_name = "ID")]
    pub(crate) not_via: Vec<String>,

    /// How to print the answer; without it as text.
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,

    /// Print one line.
    #[arg(long, conflicts_with_all = ["format", "steps"])]
    pub(crate) brief: bool,

    /// Print the notes after every hop; a way to print notes, so it goes with no other format.
    #[arg(long)]
    pub(crate) steps: bool,
}

/// How to print an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people: verdict, hops, decisions, what stands in the way, notes.
    Text,
    /// The notes of the walk alone: path and headers.
    Notes,
    /// For tickets: all that text has, as Markdown.
    Markdown,
    /// For programs; packetwalk schema prints its schema.
    Json,
    /// For scripts written for Reachability Analyzer: the shape of aws ec2 describe-network-insights-analyses.
    Ra,
    /// A picture: SVG that opens in any browser.
    Svg,
    /// A page of its own, with the picture and all that text has; it fetches nothing and runs nothing.
    Html,
    /// The picture for wikis and tickets that render Mermaid.
    Mermaid,
    /// The picture for Graphviz.
    Dot,
}

#[derive(Debug, Group)]
pub(crate) struct Map {
    #[command(flatten)]
    pub(crate) source: Source,

    /// Draw this VPC, by its id or name, with its zones, subnets and gateways.
    #[arg(long, value_name = "VPC")]
    pub(crate) vpc: Option<String>,

    /// How to write the picture.
    #[arg(long, value_enum, default_value_t = MapFormat::Svg)]
    pub(crate) format: MapFormat,
}

/// How to write a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum MapFormat {
    /// SVG that opens in any browser.
    Svg,
    /// A page of its own.
    Html,
    /// For wikis and tickets that render Mermaid.
    Mermaid,
    /// For Graphviz.
    Dot,
}

#[derive(Debug, Group)]
pub(crate) struct Show {
    #[command(flatten)]
    pub(crate) source: Source,

    /// A resource: its id (sg-…, acl-…, rtb-…, eni-…, and so on), the id of a security group rule, or a name.
    pub(crate) id: String,

    /// Rows to print of tables with a row per address.
    #[arg(long, value_name = "ROWS", default_value_t = 50)]
    pub(crate) most: usize,
}

#[derive(Debug, Group)]
pub(crate) struct List {
    #[command(flatten)]
    pub(crate) source: Source,

    /// Only ends of this kind.
    #[arg(long, value_enum)]
    pub(crate) kind: Option<EndKind>,

    /// Only ends whose id, name or address holds this text, in whatever case.
    pub(crate) pattern: Option<String>,
}

/// A kind of end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum EndKind {
    /// Network interfaces.
    #[value(alias = "interface")]
    Eni,
    /// Instances.
    Instance,
    /// Subnets, which can be a destination.
    Subnet,
    /// Load balancers, which can be a destination.
    #[value(alias = "lb")]
    Balancer,
    /// Interface endpoints, which can be a destination.
    Endpoint,
    /// What services made interfaces for: databases of Amazon RDS, services of Amazon ECS.
    Service,
}

#[derive(Debug, Group)]
#[command(after_long_help = "\
bash: packetwalk completions bash > ~/.local/share/bash-completion/completions/packetwalk
zsh:  packetwalk completions zsh > \"${fpath[1]}/_packetwalk\"
fish: packetwalk completions fish > ~/.config/fish/completions/packetwalk.fish")]
pub(crate) struct Completions {
    /// The shell.
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, Group)]
#[command(after_long_help = "To read it: packetwalk man walk | man -l -")]
pub(crate) struct Man {
    /// A command, as in walk, or lab probe; without it the page of packetwalk itself.
    pub(crate) command: Vec<String>,
}

#[derive(Debug, Group)]
pub(crate) struct Explain {
    /// A reason's code, as in `NACL_DENY`, or a code of Reachability Analyzer's. Without it, all codes are listed.
    pub(crate) code: Option<String>,
}

#[derive(Debug, Group)]
#[command(after_long_help = "\
Nothing leaves this machine unless --listen says so, and nothing is written: edits and uploaded snapshots stay in memory until \
the server stops. Where others can reach the server a token is needed; it is part of the address that is printed.

The JSON API under /api/v1 is described by its OpenAPI document: packetwalk serve --openapi.")]
pub(crate) struct Serve {
    /// A snapshot: a file or folder of describe output, or - for standard input; each -s is a snapshot of its own.
    #[arg(short, long = "snapshot", value_name = "PATH", long_help = SERVED_HELP)]
    pub(crate) snapshot: Vec<PathBuf>,

    /// Where to listen.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8630")]
    pub(crate) listen: SocketAddr,

    /// Print the OpenAPI document of the JSON API, and serve nothing.
    #[arg(long)]
    pub(crate) openapi: bool,

    /// A name that the server may be called by, beside localhost and its addresses. May be given several times.
    #[arg(long, value_name = "NAME")]
    pub(crate) host: Vec<String>,

    /// The token to ask for; without it, one is made up where others can reach the server.
    #[arg(long, value_name = "TOKEN", env = "PACKETWALK_TOKEN", hide_env_values = true)]
    pub(crate) token: Option<String>,
}

const SERVED_HELP: &str = "\
A snapshot: a file or folder of describe output, or - for standard input; each -s is a snapshot of its own.

JSON, plain or packed with gzip or zstd, as for packetwalk walk. Without -s, the environment variable PACKETWALK_SNAPSHOT names \
the snapshots; without either the page starts empty and takes files that are dropped onto it.";

/// The lab's words.
#[derive(Debug, Group)]
#[command(after_long_help = "\
Everything happens in network namespaces that the lab makes and removes, without a link to this machine's own network. It \
needs Linux, root, `ip` (iproute2) and `nft` (nftables).

Exit code: as `walk`; 70 where the walk and the packet disagree.")]
pub(crate) struct Lab {
    #[command(flatten)]
    pub(crate) source: Source,

    #[command(subcommand)]
    pub(crate) command: LabCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LabCommand {
    /// Make the namespaces and keep them until Ctrl-C, to look around in with `ip netns exec`.
    Up,
    /// Send packets around the boundaries of the network's rules, and hold the walk against what becomes of them.
    Probe {
        /// How many packets.
        #[arg(long, default_value_t = 500)]
        count: usize,
        /// Which packets: the same ones for the same number.
        #[arg(long, default_value_t = 0)]
        seed: u64,
    },
    /// Walk a flow and send it, side by side.
    Walk {
        /// Where the packet starts.
        from: String,
        /// Where it should arrive: TO[:PORT][/PROTOCOL].
        to: String,
        /// Ask about IPv6 where both families would do.
        #[arg(short = '6', long = "ipv6")]
        ipv6: bool,
    },
    /// Remove namespaces that a lab left behind when it was killed.
    Down,
}
