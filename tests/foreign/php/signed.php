<?php // What was signed, and a record with its receipt.
require 'jose.php';
function signed(array $jws, array $shape): array // With the name of the key and the hash of the bytes.
{
    ksort($jws);
    must(array_keys($jws) === ['payload', 'protected', 'signature'], 'members');
    [$payload, $header, $signature] = array_map(decode(...), array_values($jws));
    must(fits($shape['protected'], $header) && fits($shape['payload'], $payload), 'not of this format');
    must(Normalizer::isNormalized($payload) && strlen($signature) === 64, 'not NFC, or no signature');
    ['jwk' => $jwk, 'kid' => $kid] = json_decode($header, true);
    must($kid === encode(hash('sha256', json_encode($jwk), true)), 'kid'); // RFC 7638: canonical already.
    $text = "$jws[protected].$jws[payload]";
    must($jwk['kty'] === 'EC' ? es256($jwk, $text, $signature)
        : sodium_crypto_sign_verify_detached($signature, $text, decode($jwk['x'])), 'signature');
    return ['kid' => $kid, 'hash' => hash('sha256', $payload)] + json_decode($payload, true);
}
function record(array $context, array $one): array
{
    $r = signed($one['consent'], $context['shapes']['record']);
    must($r['kid'] === $r['pii_principal_id'] && $r['audience'] === $context['audience'], 'another key or audience');
    $given = isset($one['receipt']) ? signed($one['receipt'], $context['shapes']['receipt']) : null;
    must(!$given || in_array($given['kid'], array_column($context['jwks']['keys'], 'kid')), 'receipt');
    must(!$given || [$given['record_sha256'], $given['record_id'], $given['audience']]
        === [$r['hash'], $r['record_id'], $r['audience']], 'receipt');
    return $r;
}
