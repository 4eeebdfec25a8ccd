//! E-mail: real SMTP to somebody else's server, read by somebody else's library.

mod drafts;
mod server;
mod settings;
