//! `packetwalk serve`.

use crate::args::{Serve, Source};
use crate::commands::print;
use crate::exit::{ALWAYS, Failure};
use crate::source::{self, Found, STANDARD_INPUT};
use packetwalk::{Loader, safe};
use packetwalk_serve::{Access, Held, Limits, Server, openapi};
use std::fs::File;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{BufReader, Read};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

pub(crate) fn run(args: &Serve) -> Result<u8, Failure> {
    if args.openapi {
        print(&openapi());
        return Ok(ALWAYS);
    }
    let listen = |error: std::io::Error| Failure::usage(format!("can't listen at {}: {error}", args.listen));
    let listener = TcpListener::bind(args.listen).map_err(listen)?;
    let address = listener.local_addr().map_err(listen)?;
    let token = token(args, address)?;
    let server = Server::new(Access::new(address, args.host.clone(), token.clone()), Limits::default());
    for path in paths(args)? {
        if path.as_os_str() == "-" {
            add(&server, Box::new(standard_input()?))?;
        } else {
            add(&server, Box::new(OnDisk(path)))?;
        }
    }
    let stop = server.stop();
    ctrlc::set_handler(move || stop.now()).map_err(|error| Failure::fault(error.to_string()))?;
    print(&format!("{}\n", url(args, address, token.as_deref())));
    server.run(listener).map_err(|error| Failure::fault(error.to_string()))?;
    Ok(ALWAYS)
}

fn add(server: &Server, source: Box<dyn packetwalk_serve::Source>) -> Result<(), Failure> {
    server.add(source).map(|_| ()).map_err(Failure::data)
}

/// Those of the arguments, else of the environment; none is no mistake, since the page takes files, too.
fn paths(args: &Serve) -> Result<Vec<PathBuf>, Failure> {
    let source = Source { snapshot: args.snapshot.clone(), on_premises: Vec::new() };
    match source::paths(&source) {
        Err(_) if args.snapshot.is_empty() => Ok(Vec::new()),
        paths => paths,
    }
}

/// The token: as given, or made up where somebody else could ask.
fn token(args: &Serve, address: SocketAddr) -> Result<Option<String>, Failure> {
    const BYTES: usize = 16;
    let fits = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
    match &args.token {
        Some(token) if token.is_empty() || !token.chars().all(fits) => {
            Err(Failure::usage("a token is letters, digits, and -._~"))
        }
        Some(token) => Ok(Some(token.clone())),
        None if address.ip().is_loopback() => Ok(None),
        None => {
            let mut bytes = [0; BYTES];
            getrandom::fill(&mut bytes).map_err(|error| Failure::fault(error.to_string()))?;
            Ok(Some(format!("{:032x}", u128::from_ne_bytes(bytes))))
        }
    }
}

/// Where a browser finds the page.
fn url(args: &Serve, address: SocketAddr, token: Option<&str>) -> String {
    let own = match args.host.first() {
        Some(name) => format!("{}:{}", safe(name), address.port()),
        None if address.ip().is_unspecified() => format!("localhost:{}", address.port()),
        None => address.to_string(),
    };
    let token = token.map(|token| format!("?token={token}")).unwrap_or_default();
    format!("http://{own}/{token}")
}

fn standard_input() -> Result<Held, Failure> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes).map_err(|error| Failure::data(error.to_string()))?;
    Ok(Held::new(STANDARD_INPUT.to_owned(), vec![(STANDARD_INPUT.to_owned(), bytes)]))
}

/// A file, or a folder.
struct OnDisk(PathBuf);

impl packetwalk_serve::Source for OnDisk {
    fn name(&self) -> String {
        let whole = self.0.canonicalize().unwrap_or_else(|_| self.0.clone());
        whole.file_name().unwrap_or(whole.as_os_str()).to_string_lossy().into_owned()
    }

    fn read(&self, loader: &mut Loader) -> Result<(), String> {
        source::read(loader, &self.0).map_err(|failure| failure.message())
    }

    fn open(&self, file: &str) -> Result<Box<dyn Read + '_>, String> {
        let mut path = None;
        // Only what lies under the path is its own.
        let visited = source::each(&self.0, &mut |found| {
            if let Found::File { path: one, .. } = found
                && one.display().to_string() == file
            {
                path = Some(one.to_owned());
            }
            Ok(())
        });
        visited.map_err(|failure| failure.message())?;
        let path = path.ok_or_else(|| format!("{file} isn't among its files"))?;
        let file = File::open(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Box::new(BufReader::new(file)))
    }

    fn stamp(&self) -> Option<u64> {
        let mut hasher = DefaultHasher::new();
        let mut add = |path: &Path| {
            path.hash(&mut hasher);
            let about = std::fs::metadata(path).map(|about| (about.len(), about.modified().ok()));
            about.ok().hash(&mut hasher);
        };
        let visited = source::each(&self.0, &mut |found| {
            match found {
                Found::File { path, .. } | Found::Nothing { path, .. } => add(path),
            }
            Ok(())
        });
        visited.ok().map(|()| hasher.finish())
    }
}
