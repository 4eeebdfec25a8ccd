<?php // PHP 8.1 or newer with its extensions openssl, sodium and intl (Debian: php-cli, php-intl).
function must(bool $fine, string $why): void
{
    $fine || throw new Exception($why);
}
function fits(string $shape, string $text): bool
{
    return preg_match("/\A(?:" . str_replace('/', '\/', $shape) . ")\z/u", $text) === 1;
}
function encode(string $bytes): string
{
    return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
}
function decode(string $part): string // One spelling: no padding, no other alphabet, no bits left over.
{
    $bytes = base64_decode(strtr($part, '-_', '+/'));
    must(encode($bytes) === $part, 'base64url');
    return $bytes;
}
function der(string $number): string // An ASN.1 INTEGER: no zeros before it, but one where the first bit is set.
{
    $number = ltrim($number, "\0");
    $number = ord($number[0] ?? "\xff") > 127 ? "\0$number" : $number;
    return "\x02" . chr(strlen($number)) . $number;
}
function es256(array $jwk, string $text, string $signature): bool // RFC 7518 section 3.4, for openssl.
{
    $point = hex2bin('3059301306072a8648ce3d020106082a8648ce3d03010703420004') . decode($jwk['x']) . decode($jwk['y']);
    $pem = "-----BEGIN PUBLIC KEY-----\n" . base64_encode($point) . "\n-----END PUBLIC KEY-----";
    $key = openssl_pkey_get_public($pem);
    [$r, $s] = array_map(der(...), str_split($signature, 32));
    return $key && openssl_verify($text, "\x30" . chr(strlen($r . $s)) . $r . $s, $key, OPENSSL_ALGO_SHA256) === 1;
}
