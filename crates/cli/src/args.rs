//! The command's words.

use clap::{Args as Group, Parser, Subcommand, ValueEnum};
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
    Walk(Walk),
    /// Show a resource as it is read: its tables, row by row, with file and line.
    Show(Show),
    /// List what can be named as an end.
    List(List),
    /// Explain a reason: what it means, what to do, the AWS page.
    Explain(Explain),
    /// Rebuild the network from Linux namespaces on this machine, and send real packets through it. Needs root.
    Lab(Lab),
    /// Print the read-only AWS CLI calls that make a snapshot folder.
    SnapshotScript,
    /// Print the JSON Schema of `walk --format json`.
    Schema,
}

/// Where the snapshot is.
#[derive(Debug, Group)]
pub(crate) struct Source {
    /// The snapshot: a file or folder of describe output, or - for standard input; may be given several times.
    #[arg(short, long = "snapshot", value_name = "PATH", long_help = SNAPSHOT_HELP)]
    pub(crate) snapshot: Vec<PathBuf>,
}

const SNAPSHOT_HELP: &str = "\
The snapshot: a file or folder of describe output, or - for standard input; may be given several times.

JSON, plain or packed with gzip or zstd. What a file is follows from its content. An archive may hold up to 1 GiB of text, \
and up to 200 times its own size. Without -s, the environment variable PACKETWALK_SNAPSHOT names the snapshot.";

const TO_HELP: &str = "\
Where they should arrive: TO[:PORTS][/PROTOCOL], as in db:5432, 10.1.0.0/16:22,8000-8100, [2600::1]:443, web/ping, db/50.

No protocol means tcp; no port means all of them, answered as a class.";

#[derive(Debug, Group)]
#[command(after_long_help = "\
Ends: an instance or interface id, a Name tag, tag:Key=Value, a private or public address, vpc-…/address where two VPCs \
have it, a CIDR block or subnet id (as destination), or internet.

Exit code: 0 always, 1 never, 2 sometimes, 3 unknown, 64 usage, 65 unreadable data, 70 a fault in packetwalk.")]
pub(crate) struct Walk {
    #[command(flatten)]
    pub(crate) source: Source,

    /// Where the packets start.
    pub(crate) from: String,

    /// Where they should arrive: TO[:PORTS][/PROTOCOL].
    #[arg(long_help = TO_HELP)]
    pub(crate) to: String,

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
    /// For programs; packetwalk schema prints its schema.
    Json,
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
}

#[derive(Debug, Group)]
pub(crate) struct Explain {
    /// A reason's code, as in `NACL_DENY`, or a code of Reachability Analyzer's. Without it, all codes are listed.
    pub(crate) code: Option<String>,
}

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
