//! The kernel's packet log of one namespace: which rule ended which packet.

use crate::packet::Packet;
use crate::plan::GROUP;
use netlink_packet_core::{NetlinkMessage, NetlinkPayload};
use netlink_packet_netfilter::nflog::{ConfigCmd, ConfigMode, ConfigNla, PacketNla, ULogMessage, config_request};
use netlink_packet_netfilter::{NetfilterMessage, NetfilterMessageInner, NetfilterProtoFamily};
use rustix::fd::{AsFd, BorrowedFd};
use socket2::{Domain, Protocol, Socket, Type};
use std::io::{self, Read as _};

/// Numbers of the kernel's interface: the netlink family, its netfilter protocol, and the log's buffer.
const NETLINK: i32 = 16;
const NETFILTER: i32 = 12;
const BUFFER: usize = 8 << 20;

/// An open log.
#[derive(Debug)]
pub(crate) struct Log(Socket);

/// An entry: the number of the event, the packet as it was there, and the packet's number.
pub(crate) type Entry = (usize, Packet, u32);

impl Log {
    /// Opens the log of the namespace that the calling thread is in.
    pub(crate) fn open() -> io::Result<Self> {
        let socket = Socket::new(Domain::from(NETLINK), Type::RAW, Some(Protocol::from(NETFILTER)))?;
        socket.set_recv_buffer_size(BUFFER)?;
        let log = Log(socket);
        for family in [NetfilterProtoFamily::IPv4, NetfilterProtoFamily::IPv6] {
            log.configure(family, 0, vec![ConfigCmd::PfBind.into()])?;
        }
        let bind: Vec<ConfigNla> = vec![ConfigCmd::Bind.into(), ConfigMode::new_packet(256).into()];
        log.configure(NetfilterProtoFamily::IPv4, GROUP, bind)?;
        log.0.set_nonblocking(true)?;
        Ok(log)
    }

    fn configure(&self, family: NetfilterProtoFamily, group: u16, settings: Vec<ConfigNla>) -> io::Result<()> {
        let request = config_request(family, group, settings);
        let mut bytes = vec![0; request.buffer_len()];
        request.serialize(&mut bytes);
        self.0.send(&bytes)?;
        let mut buffer = vec![0; 4096];
        let length = (&self.0).read(&mut buffer)?;
        match NetlinkMessage::<NetfilterMessage>::deserialize(&buffer[..length]).map(|message| message.payload) {
            Ok(NetlinkPayload::Error(error)) if error.code.is_some() => Err(error.to_io()),
            Ok(_) => Ok(()),
            Err(error) => Err(io::Error::other(error.to_string())),
        }
    }

    /// Takes what has been logged so far.
    pub(crate) fn take(&self, buffer: &mut [u8], entries: &mut Vec<Entry>) -> io::Result<()> {
        loop {
            let length = match (&self.0).read(buffer) {
                Ok(length) => length,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            };
            let mut at = 0;
            while at < length {
                let Ok(message) = NetlinkMessage::<NetfilterMessage>::deserialize(&buffer[at..length]) else { break };
                let step = (message.header.length as usize).next_multiple_of(4);
                entries.extend(entry(&message));
                if step == 0 {
                    break;
                }
                at += step;
            }
        }
    }
}

impl AsFd for Log {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

fn entry(message: &NetlinkMessage<NetfilterMessage>) -> Option<Entry> {
    let NetlinkPayload::InnerMessage(message) = &message.payload else { return None };
    let NetfilterMessageInner::ULog(ULogMessage::Packet(parts)) = &message.inner else { return None };
    let (mut event, mut packet) = (None, None);
    for part in parts {
        match part {
            PacketNla::Prefix(prefix) => {
                event =
                    prefix.to_str().ok().and_then(|text| text.strip_prefix("pw")).and_then(|text| text.parse().ok());
            }
            PacketNla::Payload(bytes) => packet = Packet::read(bytes),
            _ => {}
        }
    }
    let (packet, number) = packet?;
    Some((event?, packet, number))
}
