<?php // What a record must say, whoever signed it.
require 'signed.php';
function coherent(array $r, ?array $before, array $varying): void // With itself, and with the record it changes.
{
    $times = array_column([...$r['purposes'], $r['acknowledged']], 'decided_at');
    must($before || isset($r['evidence']['clock']) || max($times) <= $r['event_time'], 'decided after sending');
    must(count(array_unique(array_column($r['purposes'], 'id'))) === count($r['purposes']), 'a purpose twice');
    must(($r['previous_record_sha256'] ?? null) === ($before['hash'] ?? null), 'changes another record');
    foreach ($before['purposes'] ?? [] as $at => $old) { // Agreeing anew needs the policy in force: refused here.
        $now = $r['purposes'][$at] ?? [];
        if (in_array($old['event_state'], ['given', 'renewed']) && ($now['event_state'] ?? '') === 'withdrawn') {
            $old = array_replace($old, ['event_state' => 'withdrawn', 'decided_at' => $now['decided_at']]);
        }
        must($now === $old, 'more than a withdrawal');
    }
    $own = array_flip([...$varying, 'kid', 'hash']);
    must(!$before || array_diff_key($r, $own) === array_diff_key($before, $own), 'more than a withdrawal');
    must(!$before || count($r['purposes']) === count($before['purposes']), 'more than a withdrawal');
}
function posted(array $context, array $file): array // What is posted, against what the backend knows.
{
    $r = record($context, ['consent' => $file['consent']]);
    $shown = isset($file['previous']) ? record($context, ['consent' => $file['previous']]) : null;
    $name = $r['previous_record_sha256'] ?? '';
    $known = json_decode($context['newest_records'][$name] ?? 'null', true);
    $same_key = !$known || $known['pii_principal_id'] === $r['pii_principal_id'];
    must($shown ? $shown['hash'] === $name : $same_key, 'a stranger');
    ['issued' => $issued, 'used' => $used] = $context['challenges'];
    must(!isset($r['challenge']) || in_array($r['challenge'], array_diff($issued, $used)), 'challenge');
    must(isset($file['registration']) || !isset($r['registration_sha256']), 'registration');
    coherent($r, $known ? $known + ['hash' => $name] : null, $context['of_each_record']);
    return [$r, $r];
}
