//! The devices on sockets: one listener each, one task for each client, one that steps the plant.

use std::fmt;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use model::Millis;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::process::SharedPlant;
use crate::wire::{Answer, Framing, MAX_FRAME, Session};
use crate::{Error, goose, iec104, link, modbus, s7};

/// Tells the wall-clock time.
pub type Clock = Arc<dyn Fn() -> Millis + Send + Sync>;

/// The plant moves, and sessions are asked for what they have to say, this often.
const STEP: Duration = Duration::from_millis(100);
const STEP_MILLIS: u16 = 100;
/// The shortest GOOSE interval is 4 ms.
const GOOSE_STEP: Duration = Duration::from_millis(2);
/// Clients of one device at once; real controllers take far fewer.
const MAX_CLIENTS: usize = 64;
/// A client that neither asks nor is told anything for this long is dropped, milliseconds.
const SILENCE: i64 = 300_000;

/// A client that does not read what it asked for is dropped after this.
const STUCK: Duration = Duration::from_secs(10);

/// What to serve, and where. At least one of the four.
#[derive(Clone)]
pub struct Options {
    pub modbus: Option<SocketAddr>,
    pub s7: Option<SocketAddr>,
    pub iec104: Option<SocketAddr>,
    /// Interface to publish GOOSE on.
    pub goose: Option<String>,
    /// Drives the plant's noise; the same seed gives the same plant.
    pub seed: u64,
    pub clock: Clock,
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("modbus", &self.modbus)
            .field("s7", &self.s7)
            .field("iec104", &self.iec104)
            .field("goose", &self.goose)
            .field("seed", &self.seed)
            .finish_non_exhaustive()
    }
}

/// A running range. Dropping it closes every socket.
#[derive(Debug)]
pub struct Range {
    tasks: JoinSet<()>,
    plant: SharedPlant,
    addresses: Vec<(&'static str, SocketAddr)>,
}

impl Range {
    /// Opens every socket before the first client is served, inside a tokio runtime.
    ///
    /// # Errors
    /// [`Error`]: nothing to serve, an address or an interface that cannot be used.
    pub async fn start(options: Options) -> Result<Self, Error> {
        if (options.modbus, options.s7, options.iec104) == (None, None, None)
            && options.goose.is_none()
        {
            return Err(Error::NothingToServe);
        }
        let plant = SharedPlant::new(options.seed);
        let mut range = Self { tasks: JoinSet::new(), plant, addresses: Vec::new() };
        range.listen_all(&options).await?;
        if let Some(interface) = &options.goose {
            let link = link::Link::open(interface)
                .map_err(|source| Error::Interface { interface: interface.clone(), source })?;
            let publisher = goose::Publisher::new(range.plant.clone(), link.address);
            range.tasks.spawn(publish(publisher, link, options.clock.clone()));
        }
        range.tasks.spawn(step(range.plant.clone()));
        Ok(range)
    }

    /// Where the devices really listen (ports given as 0 are chosen by the system):
    /// `modbus`, `s7`, `iec104`.
    pub fn addresses(&self) -> &[(&'static str, SocketAddr)] {
        &self.addresses
    }

    /// The plant behind the devices.
    pub fn plant(&self) -> &SharedPlant {
        &self.plant
    }

    async fn listen_all(&mut self, options: &Options) -> Result<(), Error> {
        if let Some(address) = options.modbus {
            let device = Arc::new(Mutex::new(modbus::Device::new(self.plant.clone())));
            let make = move || modbus::Connection::new(device.clone());
            self.listen("modbus", address, make, &options.clock).await?;
        }
        if let Some(address) = options.s7 {
            let cpu = Arc::new(Mutex::new(s7::Cpu::new(self.plant.clone())));
            let make = move || s7::Connection::new(cpu.clone());
            self.listen("s7", address, make, &options.clock).await?;
        }
        if let Some(address) = options.iec104 {
            let plant = self.plant.clone();
            let make = move || iec104::Connection::new(plant.clone());
            self.listen("iec104", address, make, &options.clock).await?;
        }
        Ok(())
    }

    async fn listen<S: Session + 'static>(
        &mut self,
        service: &'static str,
        address: SocketAddr,
        make: impl Fn() -> S + Send + 'static,
        clock: &Clock,
    ) -> Result<(), Error> {
        let failed = |source| Error::Listen { service, address, source };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        self.addresses.push((service, listener.local_addr().map_err(failed)?));
        self.tasks.spawn(accept(listener, make, clock.clone()));
        Ok(())
    }
}

async fn step(plant: SharedPlant) {
    let mut ticks = interval(STEP);
    loop {
        ticks.tick().await;
        plant.lock().step(STEP_MILLIS);
    }
}

async fn publish(mut publisher: goose::Publisher, mut link: link::Link, clock: Clock) {
    let mut ticks = interval(GOOSE_STEP);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        ticks.tick().await;
        if let Some(frame) = publisher.due(clock()) {
            // An interface that is down loses the frame, as a cable would; the next one may pass.
            let _ = link.send(&frame);
        }
    }
}

async fn accept<S: Session + 'static>(listener: TcpListener, make: impl Fn() -> S, clock: Clock) {
    let clients = Arc::new(AtomicUsize::new(0));
    let mut tasks = JoinSet::new();
    loop {
        while tasks.try_join_next().is_some() {}
        let Ok((stream, _)) = listener.accept().await else {
            // Out of descriptors: wait until clients leave.
            tokio::time::sleep(STEP).await;
            continue;
        };
        if clients.load(Ordering::Relaxed) >= MAX_CLIENTS {
            continue;
        }
        clients.fetch_add(1, Ordering::Relaxed);
        let (session, clock, clients) = (make(), clock.clone(), clients.clone());
        tasks.spawn(async move {
            // A client that goes away is no event of interest.
            let _ = converse(stream, session, &clock).await;
            clients.fetch_sub(1, Ordering::Relaxed);
        });
    }
}

async fn converse(
    mut stream: TcpStream,
    mut session: impl Session,
    clock: &Clock,
) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut input = Vec::new();
    let mut ticks = interval(STEP);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut last_spoken = clock();
    loop {
        let read = tokio::select! {
            read = stream.read_buf(&mut input) => Some(read?),
            _ = ticks.tick() => None,
        };
        let now = clock();
        let answer = match read {
            Some(0) => return Ok(()),
            Some(_) => take_frames(&mut input, &mut session, now),
            None => session.tick(now),
        };
        if read.is_some() || !answer.bytes.is_empty() {
            last_spoken = now;
        }
        timeout(STUCK, stream.write_all(&answer.bytes)).await??;
        if answer.close || now.0.saturating_sub(last_spoken.0) > SILENCE {
            return stream.shutdown().await;
        }
    }
}

/// Answers every whole frame at the beginning of the input and leaves the rest there.
fn take_frames(input: &mut Vec<u8>, session: &mut impl Session, now: Millis) -> Answer {
    let mut all = Answer::default();
    let mut rest = input.as_slice();
    loop {
        match session.frame(rest) {
            Framing::Incomplete if rest.len() <= MAX_FRAME => break,
            Framing::Incomplete | Framing::Broken => {
                all.close = true;
                break;
            }
            Framing::Frame(length) => {
                let Some((frame, behind)) = rest.split_at_checked(length) else { break };
                rest = behind;
                let answer = session.receive(frame, now);
                all.bytes.extend(answer.bytes);
                if answer.close {
                    all.close = true;
                    break;
                }
            }
        }
    }
    let done = input.len() - rest.len();
    input.drain(..done);
    all
}

#[cfg(test)]
mod tests;
