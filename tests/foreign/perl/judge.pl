# perl judge.pl CONTEXT FILE...
use v5.36;
use FindBin;
require "$FindBin::Bin/records.pl";
sub parse ($name) { decode_json(do { local (@ARGV, $/) = $name; <> }) }
my ($context, @files) = (parse(shift), @ARGV);
sub posted ($file) {
    my $r = record($context, { consent => $file->{consent} });
    my $shown = $file->{previous} && record($context, { consent => $file->{previous} });
    my $known = $context->{newest_records}{ my $name = $r->{previous_record_sha256} // '' };
    $known &&= { %{ JSON::PP->new->decode($known) }, hash => $name };
    my $same_key = !$known || $known->{pii_principal_id} eq $r->{pii_principal_id};
    must($shown ? $shown->{hash} eq $name : $same_key, 'a stranger');
    my ($nonce, $issued, $used) = ($r->{challenge}, @{ $context->{challenges} }{qw(issued used)});
    must(!$nonce || (grep { $_ eq $nonce } @$issued) > (grep { $_ eq $nonce } @$used), 'challenge');
    must($file->{registration} || !$r->{registration_sha256}, 'registration');
    coherent($r, $known, $context->{of_each_record});
    return ($r, $r);
}
sub evidence ($file) {
    my @chain = map { record($context, $_) } @{ $file->{previous} // [] }, $file;
    coherent($chain[$_], $_ ? $chain[$_ - 1] : undef, $context->{of_each_record}) for 0 .. $#chain;
    my ($r, $policy, $form) = ($chain[-1], @$file{qw(policy form)});
    my @text = $policy ? (sha256_hex(encode('UTF-8', $policy->{text})), $policy->{language}) : ();
    must(!$policy || same(\@text, [@{ $r->{privacy_notice} }{qw(sha256 language)}]), 'policy text');
    must(!defined $form || sha256_hex(encode('UTF-8', $form)) eq $r->{evidence}{form_sha256}, 'form');
    return ($r, $chain[0]);
}
sub judge ($file) {
    my $evidence = ($file->{format} // '') eq 'urn:thuan:evidence:1';
    my $members = 'consent|registration|previous' . ($evidence ? '|format|receipt|policy|form|jwks' : '');
    must(!scalar(grep { !/^(?:$members)$/ } keys %$file), 'unknown member');
    my ($r, $first) = $evidence ? evidence($file) : posted($file);
    my $data = $file->{registration} ? canonical($file->{registration}) : return $r->{hash};
    my $fine = sha256_hex($data) eq ($first->{registration_sha256} // '');
    must($fine && fits($context->{shapes}{registration}, decode('UTF-8', $data)), 'registration');
    return $r->{hash};
}
say "$_: ", eval { 'valid ' . judge(parse($_)) } // 'invalid: ' . $@ =~ s/\s+/ /gr for @files;
