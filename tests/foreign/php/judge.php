<?php // php judge.php CONTEXT FILE...
require 'records.php';
function evidence(array $context, array $file): array
{
    $earlier = [...$file['previous'] ?? [], $file];
    $chain = array_map(fn ($one) => record($context, $one), $earlier);
    foreach ($chain as $at => $one) {
        coherent($one, $chain[$at - 1] ?? null, $context['of_each_record']);
    }
    $r = end($chain);
    $shown = [hash('sha256', $file['policy']['text'] ?? ''), $file['policy']['language'] ?? ''];
    $signed = [$r['privacy_notice']['sha256'], $r['privacy_notice']['language']];
    must(!isset($file['policy']) || $shown === $signed, 'policy text');
    must(!isset($file['form']) || hash('sha256', $file['form']) === $r['evidence']['form_sha256'], 'form');
    return [$r, $chain[0]];
}
function judge(array $context, array $file): string
{
    $evidence = ($file['format'] ?? '') === 'urn:thuan:evidence:1';
    $more = $evidence ? ['format', 'receipt', 'policy', 'form', 'jwks'] : [];
    must(!array_diff(array_keys($file), ['consent', 'registration', 'previous', ...$more]), 'unknown member');
    [$r, $first] = $evidence ? evidence($context, $file) : posted($context, $file);
    if ($data = $file['registration'] ?? null) {
        ksort($data['fields']) && ksort($data);
        $text = json_encode($data, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_LINE_TERMINATORS);
        must(hash('sha256', $text) === ($first['registration_sha256'] ?? ''), 'registration');
        must(fits($context['shapes']['registration'], $text), 'registration');
    }
    return $r['hash'];
}
$context = json_decode(file_get_contents($argv[1]), true);
foreach (array_slice($argv, 2) as $name) {
    try {
        $verdict = 'valid ' . judge($context, json_decode(file_get_contents($name), true));
    } catch (Throwable $e) {
        $verdict = "invalid: {$e->getMessage()}";
    }
    echo "$name: $verdict\n";
}
