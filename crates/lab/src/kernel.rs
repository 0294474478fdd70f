//! Makes a plan's namespaces, and removes them.

use crate::event::Place;
use crate::log::Log;
use crate::plan::{MARK, Namespace, Plan, Responder};
use packetwalk_aws::plain::Plain;
use packetwalk_space::Family;
use rustix::fd::{AsFd, OwnedFd};
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};
use socket2::{Domain, Protocol, Socket, Type};
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// What the names of the lab's namespaces start with; the number of the process follows.
const PREFIX: &str = "packetwalk-";
/// Where `ip` keeps namespaces that have names.
const FOLDER: &str = "/run/netns";

/// Why a lab couldn't be made or used.
#[derive(Debug, thiserror::Error)]
pub enum LabError {
    /// Not root.
    #[error("the lab makes network namespaces, which only root may: run it with sudo")]
    NotRoot,
    /// A program is missing.
    #[error("the lab needs the program {program:?}, of the package {package}")]
    Missing {
        /// The program.
        program: &'static str,
        /// Where Debian has it.
        package: &'static str,
    },
    /// A program refused what it was told.
    #[error("{program} refused a part of {namespace}: {message}")]
    Refused {
        /// The program.
        program: &'static str,
        /// For which namespace.
        namespace: String,
        /// What it said.
        message: String,
    },
    /// The kernel refused something.
    #[error("{what}: {error}")]
    Io {
        /// What was tried.
        what: String,
        /// The kernel's word.
        error: io::Error,
    },
    /// Interrupted from outside.
    #[error("interrupted")]
    Interrupted,
}

pub(crate) fn io_error(what: impl Into<String>) -> impl FnOnce(io::Error) -> LabError {
    let what = what.into();
    move |error| LabError::Io { what, error }
}

/// A network made of namespaces. They are removed when it is dropped.
#[derive(Debug)]
pub struct Lab {
    pub(crate) plan: Plan,
    /// The names of the namespaces, by number.
    names: Vec<String>,
    pub(crate) logs: Vec<Log>,
    senders: HashMap<(usize, Family), Socket>,
    pub(crate) next: u32,
}

impl Lab {
    /// Makes the namespaces of a network.
    ///
    /// # Errors
    /// When the machine isn't Linux with `ip` and `nft`, when the caller isn't root, and when the kernel refuses.
    pub fn new(net: &Plain, responder: Responder) -> Result<Self, LabError> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        if !rustix::process::geteuid().is_root() {
            return Err(LabError::NotRoot);
        }
        let plan = Plan::of(net, responder);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let process = std::process::id();
        let name = |(number, namespace): (usize, &Namespace)| {
            let label: String = namespace
                .label
                .chars()
                .map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' })
                .take(80)
                .collect();
            format!("{PREFIX}{process}-{count}-{number}-{label}")
        };
        let names = plan.namespaces.iter().enumerate().map(name).collect();
        let mut lab = Lab { plan, names, logs: Vec::new(), senders: HashMap::new(), next: 0 };
        // From here on whatever goes wrong drops the lab, which removes what was made.
        lab.make()?;
        Ok(lab)
    }

    /// The names by which `ip netns exec` knows the namespaces, and what each stands for.
    pub fn namespaces(&self) -> impl Iterator<Item = (&str, &str)> {
        self.names.iter().map(String::as_str).zip(self.plan.labels())
    }

    fn make(&mut self) -> Result<(), LabError> {
        let added: Vec<_> = self.names.iter().map(|name| format!("netns add {name}")).collect();
        run("ip", &["-batch", "-"], &added.join("\n"), "the lab")?;
        self.each(settings)?;
        let mut links = Vec::new();
        for link in &self.plan.links {
            let [(a, device), (b, other)] = &link.ends;
            let (a, b) = (&self.names[*a], &self.names[*b]);
            // Both ends have one address, and nobody asks for it: what is sent is taken.
            links.push(format!(
                "link add {device} address {MAC} netns {a} type veth peer name {other} address {MAC} netns {b}"
            ));
        }
        run("ip", &["-batch", "-"], &links.join("\n"), "the lab")?;
        let mut devices: Vec<Vec<&str>> = vec![vec!["lo"]; self.names.len()];
        for link in &self.plan.links {
            link.ends.iter().for_each(|(at, device)| devices[*at].push(device));
        }
        let up = |device: &&str| match *device {
            "lo" => "link set lo up".to_owned(),
            device => format!("link set {device} arp off addrgenmode none up"),
        };
        let devices: Vec<Vec<String>> = devices.iter().map(|names| names.iter().map(up).collect()).collect();
        self.logs = self.each_numbered(|number, namespace| {
            let sinks = namespace.sinks.iter().flat_map(|name| {
                // Not every kernel has dummy devices; a pair of which nobody reads the other end does as well.
                [
                    format!("link add {name} type veth peer name {name}-"),
                    format!("link set {name}- up"),
                    format!("link set {name} arp off addrgenmode none up"),
                ]
            });
            let lines: Vec<_> =
                devices[number].iter().cloned().chain(sinks).chain(namespace.ip.iter().cloned()).collect();
            run("ip", &["-batch", "-"], &lines.join("\n"), &namespace.label)?;
            if !namespace.ip6.is_empty() {
                run("ip", &["-6", "-batch", "-"], &namespace.ip6.join("\n"), &namespace.label)?;
            }
            run("nft", &["-f", "-"], &namespace.ruleset(), &namespace.label)?;
            Log::open().map_err(io_error(format!("the packet log of {}", namespace.label)))
        })?;
        Ok(())
    }

    /// Does something in every namespace.
    fn each<T: Send>(&self, work: impl Fn(&Namespace) -> Result<T, LabError> + Sync) -> Result<Vec<T>, LabError> {
        self.each_numbered(|_, namespace| work(namespace))
    }

    fn each_numbered<T: Send>(
        &self,
        work: impl Fn(usize, &Namespace) -> Result<T, LabError> + Sync,
    ) -> Result<Vec<T>, LabError> {
        inside(|| {
            self.names
                .iter()
                .zip(&self.plan.namespaces)
                .enumerate()
                .map(|(number, (name, namespace))| {
                    enter(name)?;
                    work(number, namespace)
                })
                .collect()
        })
    }

    /// The socket by which packets of a family are sent from a place.
    pub(crate) fn sender(&mut self, place: Place, family: Family) -> Result<Option<&Socket>, LabError> {
        let Some(at) = self.plan.places.get(&place).copied() else { return Ok(None) };
        if !self.senders.contains_key(&(at, family)) {
            let name = self.names[at].clone();
            let socket = inside(|| {
                enter(&name)?;
                raw(family).map_err(io_error(format!("a raw socket in {name}")))
            })?;
            self.senders.insert((at, family), socket);
        }
        Ok(self.senders.get(&(at, family)))
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        // What is removed can be asked for no more; whoever dropped the lab has nobody to tell.
        let _ = remove(self.names.iter().map(String::as_str));
    }
}

/// The link-layer address of every device.
const MAC: &str = "02:00:00:00:00:01";

/// Runs something on a thread of its own, which may move between namespaces.
fn inside<T: Send>(work: impl FnOnce() -> Result<T, LabError> + Send) -> Result<T, LabError> {
    std::thread::scope(|scope| match scope.spawn(work).join() {
        Ok(done) => done,
        Err(panic) => std::panic::resume_unwind(panic),
    })
}

/// Moves the calling thread into a namespace.
#[expect(clippy::disallowed_methods, reason = "namespaces are files")]
fn enter(name: &str) -> Result<(), LabError> {
    let path = Path::new(FOLDER).join(name);
    let file: OwnedFd = File::open(&path).map_err(io_error(path.display().to_string()))?.into();
    move_into_link_name_space(file.as_fd(), Some(LinkNameSpaceType::Network))
        .map_err(|error| LabError::Io { what: path.display().to_string(), error: error.into() })
}

/// The kernel's settings of a namespace: before its devices come, so that they inherit them.
#[expect(clippy::disallowed_methods, reason = "the kernel's settings are files")]
fn settings(namespace: &Namespace) -> Result<(), LabError> {
    const SETTINGS: &[(&str, &str)] = &[
        ("ipv4/ip_forward", "1"),
        ("ipv6/conf/all/forwarding", "1"),
        ("ipv6/conf/all/accept_dad", "0"),
        ("ipv6/conf/default/accept_dad", "0"),
        ("ipv6/conf/default/accept_ra", "0"),
        // Reverse-path checks and redirects are the kernel's own ideas, not AWS's.
        ("ipv4/conf/all/rp_filter", "0"),
        ("ipv4/conf/default/rp_filter", "0"),
        ("ipv4/conf/all/accept_local", "1"),
        ("ipv4/conf/default/accept_local", "1"),
        ("ipv4/conf/all/send_redirects", "0"),
        ("ipv4/conf/default/send_redirects", "0"),
        ("ipv4/conf/all/accept_redirects", "0"),
    ];
    /// Connection tracking judges flows, not sequence numbers.
    const TRACKING: &[(&str, &str)] = &[("netfilter/nf_conntrack_tcp_be_liberal", "1")];
    for (setting, value) in SETTINGS {
        let path = Path::new("/proc/sys/net").join(setting);
        std::fs::write(&path, value).map_err(io_error(format!("{} in {}", path.display(), namespace.label)))?;
    }
    for (setting, value) in TRACKING {
        // The module isn't there before the first rule that tracks.
        let _ = std::fs::write(Path::new("/proc/sys/net").join(setting), value);
    }
    Ok(())
}

fn raw(family: Family) -> io::Result<Socket> {
    /// Packets come with their IP header.
    const RAW: i32 = 255;
    let domain = match family {
        Family::V4 => Domain::IPV4,
        Family::V6 => Domain::IPV6,
    };
    let socket = Socket::new(domain, Type::RAW, Some(Protocol::from(RAW)))?;
    socket.set_mark(MARK)?;
    socket.set_send_buffer_size(4 << 20)?;
    Ok(socket)
}

/// Runs a program with a text as its input.
fn run(program: &'static str, arguments: &[&str], input: &str, namespace: &str) -> Result<(), LabError> {
    if input.is_empty() {
        return Ok(());
    }
    let spawned = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = match spawned {
        Ok(child) => child,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let package = if program == "nft" { "nftables" } else { "iproute2" };
            return Err(LabError::Missing { program, package });
        }
        Err(error) => return Err(LabError::Io { what: program.to_owned(), error }),
    };
    if let Some(mut stdin) = child.stdin.take() {
        // A program that refuses its input stops reading it; what it says counts.
        let _ = stdin.write_all(input.as_bytes());
    }
    let output = child.wait_with_output().map_err(io_error(program))?;
    if output.status.success() {
        return Ok(());
    }
    let message = String::from_utf8_lossy(&output.stderr);
    let message = message.lines().take(4).collect::<Vec<_>>().join("; ");
    Err(LabError::Refused { program, namespace: namespace.to_owned(), message })
}

fn remove<'n>(names: impl Iterator<Item = &'n str>) -> Result<(), LabError> {
    let there = names.filter(|name| Path::new(FOLDER).join(name).exists());
    let lines: Vec<_> = there.map(|name| format!("netns del {name}")).collect();
    run("ip", &["-force", "-batch", "-"], &lines.join("\n"), "the lab")
}

/// Removes namespaces of labs whose process is gone; their names.
///
/// # Errors
/// When the caller isn't root, and when `ip` refuses.
#[expect(clippy::disallowed_methods, reason = "namespaces are files")]
pub fn remove_leftovers() -> Result<Vec<String>, LabError> {
    if !rustix::process::geteuid().is_root() {
        return Err(LabError::NotRoot);
    }
    let Ok(entries) = std::fs::read_dir(FOLDER) else { return Ok(Vec::new()) };
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let left = |name: &String| {
        let process = name.strip_prefix(PREFIX).and_then(|rest| rest.split('-').next());
        process.is_some_and(|process| !Path::new("/proc").join(process).exists())
    };
    let mut left: Vec<_> = names.filter(left).collect();
    left.sort_unstable();
    remove(left.iter().map(String::as_str))?;
    Ok(left)
}
