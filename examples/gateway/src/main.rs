//! A live gateway around a bank of tones: see README.md.

mod agent;
mod call;
mod callee;
mod lateness;
mod media;
mod rtp;
mod sdp;
mod sip;
mod tones;

use std::net::{SocketAddr, UdpSocket};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use clap::Parser;
use ringsmith::alert_info::Profile;
use ringsmith::notation::voice;
use ringsmith::units::DbM0;
use tokio::signal::unix::{SignalKind, signal};

use crate::agent::Agent;
use crate::call::Config;
use crate::tones::Banks;

/// Answer SIP calls over UDP with the tones of a bank.
#[derive(Parser)]
struct Args {
    /// Where SIP is heard
    #[arg(long, default_value = "127.0.0.1:5070", value_name = "ADDRESS")]
    listen: SocketAddr,

    /// Where RTP comes from
    #[arg(long, default_value = "127.0.0.1:6000", value_name = "ADDRESS")]
    media: SocketAddr,

    /// The tones: a file in any notation; else those of the country, or of the standards
    #[arg(long, value_name = "FILE")]
    tones: Option<PathBuf>,

    /// The tones of a country
    #[arg(long, value_name = "CC", conflicts_with = "tones")]
    country: Option<String>,

    /// How the Alert-Info of an INVITE is read: audiocodes, lmsd, handset, rfc7462, auto
    #[arg(long, default_value = "audiocodes", value_name = "PROFILE")]
    profile: Profile,

    /// What ringing patterns ring with
    #[arg(long, default_value = "440+480@-19", value_name = "F+F@L")]
    voice: String,

    /// Call this address, and let its responses decide what the caller hears
    #[arg(long, value_name = "ADDRESS")]
    next_hop: Option<SocketAddr>,

    /// Ring for so long before the answer
    #[arg(long, default_value_t = 2000, value_name = "MS")]
    ring: u64,

    /// Hang up after so long
    #[arg(long, default_value_t = 3600, value_name = "SECONDS")]
    longest: u64,

    /// Turn further calls away with 503
    #[arg(long, default_value_t = 10_000, value_name = "CALLS")]
    most: usize,
}

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<(), String> {
    let in_words = |error: &dyn std::error::Error| error.to_string();
    let set = tones::load(args.tones.as_deref(), args.country.as_deref())?;
    let voice = voice::parse(&args.voice, DbM0::ZERO).map_err(|error| in_words(&error))?;
    let banks = Banks::compile(&set, &voice).map_err(|error| in_words(&error))?;
    let at = |address: SocketAddr| move |error| format!("{address}: {error}");
    let media = UdpSocket::bind(args.media).map_err(at(args.media))?;
    let config = Config {
        tones: Box::leak(Box::new(set)), // for as long as the program
        profile: args.profile,
        next_hop: args.next_hop,
        sip: args.listen,
        media: media.local_addr().map_err(at(args.media))?,
        ring: Duration::from_millis(args.ring),
        longest: Duration::from_secs(args.longest),
    };
    let (orders, received) = mpsc::channel();
    let thread = thread::spawn(move || media::run(&received, &banks, &media));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let counts = runtime.map_err(|error| in_words(&error))?.block_on(async {
        let socket = tokio::net::UdpSocket::bind(args.listen).await.map_err(at(args.listen))?;
        let mut terminate = signal(SignalKind::terminate()).map_err(|error| in_words(&error))?;
        let end = async {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
        };
        println!("listening at {}", args.listen);
        let agent = Agent::new(config, args.most, orders);
        agent.serve(&socket, end).await.map_err(|error| in_words(&error))
    })?;
    let report = thread.join().map_err(|_| "the media thread ended early".to_owned())?;
    println!("{} calls, {} at once, {} turned away", counts.calls, report.legs, counts.turned_away);
    println!("{} malformed messages", counts.malformed);
    println!("{}; {} refused", report.lateness, report.refused);
    Ok(())
}
