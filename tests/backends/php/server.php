<?php // Keeps what a form posts: level 0, in SQLite. PHP 8.1 or newer with its extension pdo_sqlite.
// ORIGIN=https://www.example RECORDS=records.db php -S 127.0.0.1:8080 server.php
const LIMIT = 65536;
const UUID = '/\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\z/';

function answer(int $status, array $body): never
{
    http_response_code($status);
    header('Content-Type: application/' . ($status < 400 ? 'json' : 'problem+json'));
    exit(json_encode($body));
}
function refuse(int $status, string $title): never
{
    answer($status, ['type' => 'about:blank', 'title' => $title, 'status' => $status]);
}
function keep(string $name, string $envelope): int
{
    $db = new PDO('sqlite:' . (getenv('RECORDS') ?: 'records.db'), options: [PDO::ATTR_TIMEOUT => 10]);
    $db->exec('PRAGMA synchronous = FULL');
    $db->exec('CREATE TABLE IF NOT EXISTS records
        (name TEXT PRIMARY KEY, envelope BLOB NOT NULL, received_at TEXT NOT NULL)');
    // One statement: of two that come at the same time, one is new and the other is not.
    $insert = $db->prepare("INSERT INTO records VALUES (?, ?, datetime('now')) ON CONFLICT DO NOTHING");
    $insert->execute([$name, $envelope]);
    $kept = $db->prepare('SELECT envelope FROM records WHERE name = ?');
    $kept->execute([$name]);
    return match (true) {
        $kept->fetchColumn() !== $envelope => 409,
        $insert->rowCount() === 1 => 201,
        default => 200,
    };
}

ini_set('display_errors', '0');
set_exception_handler(fn () => refuse(500, 'Try again'));
parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH) === '/registrations' || refuse(404, 'There is nothing here');
header('Access-Control-Allow-Origin: ' . (getenv('ORIGIN') ?: 'https://www.example'));
header('Vary: Origin');
header('Cache-Control: no-store');
if ($_SERVER['REQUEST_METHOD'] === 'OPTIONS') {
    header('Access-Control-Allow-Methods: POST');
    header('Access-Control-Allow-Headers: content-type, idempotency-key');
    exit(http_response_code(204));
}
$_SERVER['REQUEST_METHOD'] === 'POST' || refuse(405, 'Registrations are posted');
$body = file_get_contents('php://input', length: LIMIT + 1);
strlen($body) <= LIMIT || refuse(413, 'Send at most ' . LIMIT . ' bytes');
$envelope = json_decode($body, true);
json_last_error() === JSON_ERROR_NONE || refuse(400, 'The body is not JSON');
$name = $_SERVER['HTTP_IDEMPOTENCY_KEY'] ?? '';
preg_match(UUID, $name) || refuse(400, 'The Idempotency-Key is missing, or no record has such a name');
foreach (['protected', 'payload', 'signature'] as $part) {
    is_string($envelope['consent'][$part] ?? null) || refuse(422, 'The body has no signed record');
}
$status = keep($name, $body);
$status === 409 ? refuse(409, 'Another record has this name') : answer($status, ['record_id' => $name]);
