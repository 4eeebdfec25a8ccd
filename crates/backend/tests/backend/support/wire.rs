//! HTTP by hand, since no library sends what is not HTTP.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

/// Longer than any answer takes: who waits as long has found something that hangs.
const PATIENCE: Duration = Duration::from_secs(90);

/// A connection, made anew when it has ended.
pub struct Wire {
    address: String,
    stream: Option<BufReader<TcpStream>>,
}

/// What came back.
#[derive(Debug)]
pub struct Heard {
    pub status: u16,
    pub content_type: String,
    pub body: Vec<u8>,
}

impl Wire {
    pub fn to(url: &str) -> Self {
        Self {
            address: url.trim_start_matches("http://").to_owned(),
            stream: None,
        }
    }

    /// Sends bytes and reads the answer; `ends` says that nothing more will come. `None` where the other side closes
    /// without any.
    pub fn send(&mut self, bytes: &[u8], ends: bool, is_head: bool) -> Option<Heard> {
        let is_used = self.stream.is_some();
        match self.exchange(bytes, ends, is_head) {
            Ok(reply) => Some(reply),
            Err(error) => {
                self.stream = None;
                assert!(!is_timeout(&error), "no answer within {PATIENCE:?}");
                // A connection that was used before may have ended meanwhile, as idle ones do.
                if !is_used {
                    return None;
                }
                let again = self.exchange(bytes, ends, is_head);
                if again.is_err() {
                    self.stream = None;
                }
                again.ok()
            }
        }
    }

    fn exchange(&mut self, bytes: &[u8], ends: bool, is_head: bool) -> io::Result<Heard> {
        let stream = match &mut self.stream {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect(&self.address)?;
                stream.set_read_timeout(Some(PATIENCE))?;
                stream.set_write_timeout(Some(PATIENCE))?;
                self.stream.insert(BufReader::new(stream))
            }
        };
        // It may answer before it has read all of it.
        let sent = stream.get_mut().write_all(bytes);
        if ends {
            let _ = stream.get_mut().shutdown(Shutdown::Write);
        }
        let reply = loop {
            let (reply, closes) = read(stream, is_head)?;
            if closes || ends || sent.is_err() {
                self.stream = None;
                break reply;
            }
            // 100 is no answer yet.
            if reply.status >= 200 {
                break reply;
            }
        };
        Ok(reply)
    }
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut
    )
}

/// An answer, and whether the connection ends with it.
fn read(stream: &mut BufReader<TcpStream>, is_head: bool) -> io::Result<(Heard, bool)> {
    let broken = || io::Error::from(io::ErrorKind::InvalidData);
    let mut line = String::new();
    stream.read_line(&mut line)?;
    let status = line
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .ok_or_else(broken)?;
    let (mut length, mut content_type, mut closes) =
        (None, String::new(), line.starts_with("HTTP/1.0"));
    loop {
        line.clear();
        stream.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse::<usize>().ok(),
            "content-type" => value.clone_into(&mut content_type),
            "connection" => closes = value.eq_ignore_ascii_case("close"),
            _ => {}
        }
    }
    let mut body = Vec::new();
    if !is_head && !matches!(status, 100..200 | 204 | 304) {
        match length {
            Some(length) => {
                body.resize(length, 0);
                stream.read_exact(&mut body)?;
            }
            // What has no length is chunked, or ends with the connection; nothing here has to read it.
            None => closes = true,
        }
    }
    let reply = Heard {
        status,
        content_type,
        body,
    };
    Ok((reply, closes))
}
