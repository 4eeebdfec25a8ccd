//! E-mail: real SMTP to somebody else's server, read by somebody else's library.

mod delivery;
mod drafts;
mod hostile;
mod making;
mod notices;
mod server;
mod settings;
