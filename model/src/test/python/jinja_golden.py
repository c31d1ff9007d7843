#!/usr/bin/env python3
"""Writes what the real Jinja makes of small templates, one a construct: the goldens of JinjaConstructsTest.

The environment is the one Hugging Face's transformers sets up for chat templates. Made with jinja2 3.1.6, Python 3.11.
Usage: python jinja_golden.py > ../resources/dev/sundog/model/chat/jinja_golden.json
"""
import json
import sys
from datetime import datetime

import jinja2
import jinja2.ext
from jinja2.sandbox import ImmutableSandboxedEnvironment

NOW = datetime(2026, 3, 7, 15, 4, 5)

VARIABLES = {
    "s": "Hello, World",
    "blank": "  spaced\t\n",
    "ko": "안녕 세계",
    "emoji": "a😀b",
    "n": 7,
    "neg": -3,
    "x": 2.5,
    "yes": True,
    "no": False,
    "nothing": None,
    "empty": [],
    "nums": [3, 1, 2],
    "words": ["pear", "Apple", "fig"],
    "d": {"b": 1, "a": [1, 2.0, None, True], "C": {"k": "v\"'<&>"}},
    "users": [
        {"name": "Ann", "age": 30, "tags": ["x", "y"]},
        {"name": "bob", "age": 25, "tags": []},
        {"name": "Cy", "age": 30},
    ],
    "messages": [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": None, "tool_calls": [{"function": {"name": "f", "arguments": {"q": "né", "n": 1}}}]},
        {"role": "tool", "content": [{"type": "text", "text": "ok"}]},
    ],
}

CASES = {
    "text": ["plain", "", "\n", "a\n", "a\n\n", "{", "a { b } %} }}", "line\r\nline\rline"],
    "output": [
        "{{ s }}", "{{s}}", "{{ n }}{{ x }}{{ yes }}{{ no }}{{ nothing }}", "{{ missing }}|", "{{ nums }}", "{{ d }}", "{{ words }}",
        "{{ (1, 'a') }}{{ (1,) }}{{ () }}", "{{ 1, 2 }}", "{{ 'it''s' }}", "{{ \"q'\" }}{{ ['it\\'s', 'say \"x\"', 'both \\'\"'] }}",
        "{{ ['tab\\t', 'nl\\n', 'nul\\x00', 'é', '안', '\\u200b', '😀', '\\\\'] }}", "{{ range(3) }}{{ range(1, 5, 2) }}", "{{ d.items() }}",
        "{{ d.keys() }}{{ {'a': 1}.values() }}", "{{ namespace(a=1) is defined }}",
    ],
    "numbers": [
        "{{ 1.0 }} {{ 1e16 }} {{ 1e15 }} {{ 123456789012345680.0 }} {{ 1e-4 }} {{ 1e-5 }} {{ 0.1 + 0.2 }} {{ 1/3 }} {{ 100.0 }} {{ -0.0 }} {{ 2.5e-7 }}",
        "{{ 0x1F }} {{ 0b101 }} {{ 0o17 }} {{ 1_000 }}", "{{ 7 // 2 }} {{ -7 // 2 }} {{ 7 % 3 }} {{ -7 % 3 }} {{ 7 % -3 }} {{ 2 ** 10 }} {{ 2 ** -1 }}",
        "{{ 7 / 2 }} {{ 6 / 2 }} {{ 7.5 // 2 }} {{ 7.5 % 2 }} {{ -7.5 % 2 }}", "{{ -2 ** 2 }} {{ 2 ** 3 ** 2 }} {{ -n }} {{ +n }} {{ - -n }}", "{{ 1 + 2 * 3 - 4 }} {{ (1 + 2) * 3 }}",
        "{{ true + 1 }} {{ 3 * true }} {{ 1 == true }} {{ 1 == 1.0 }} {{ 0 == false }}", "{{ 1.5 + n }} {{ n * x }} {{ 10 - x }}", "{{ 12345678901 * 1000 }}",
    ],
    "operators": [
        "{{ 'a' + 'b' }} {{ 'a' ~ 1 ~ none ~ true ~ 2.0 ~ [1] }} {{ missing ~ 'x' }}", "{{ 'ab' * 3 }} {{ 2 * 'x' }} {{ [1] * 2 }} {{ 'a' * -1 }}|", "{{ [1] + [2, 3] }} {{ (1,) + (2,) }}",
        "{{ 1 < 2 < 3 }} {{ 1 < 3 < 2 }} {{ 1 == 1 != 2 }}", "{{ 'a' < 'b' }} {{ 'Z' < 'a' }} {{ [1, 2] < [1, 3] }} {{ 'a' == 'a' }}", "{{ 'ell' in s }} {{ 2 in nums }} {{ 'b' in d }} {{ 9 not in nums }} {{ 'x' in missing }}",
        "{{ not yes }} {{ not empty }} {{ not not 1 }} {{ not 'a' == 'b' }}", "{{ 0 or 'x' }} {{ '' and 'y' }}| {{ 1 and 2 }} {{ none or [] }} {{ yes and no or 5 }}",
        "{{ 'a' if yes }}{{ 'b' if no }}|{{ 'c' if no else 'd' }}{{ 1 if no else 2 if no else 3 }}", "{{ 'a' if yes and not no else 'b' }}", "{{ 'yes' if n is not none and n > 3 else 'no' }}",
        "{{ 'a' 'b' \"c\" }}", "{{ '%s-%d-%.2f-%05d|%-4s|%4s|%%' % ('a', 3, x, 42, 'l', 'r') }}", "{{ 'x=%s' % n }} {{ '%r' % 'q' }} {{ '%x' % 255 }}", "{{ d == {'a': [1, 2, none, true], 'b': 1, 'C': {'k': 'v\"\\'<&>'}} }}",
        "{{ missing == missing2 }} {{ missing == none }} {{ none == none }} {{ missing is defined and missing.x }}", "{{ [1, [2]] == [1, [2]] }} {{ (1, 2) == [1, 2] }}",
    ],
    "access": [
        "{{ d.b }} {{ d['b'] }} {{ d.missing }}| {{ d['missing'] }}|", "{{ nums[0] }} {{ nums[-1] }} {{ nums[9] }}| {{ nums.0 }}", "{{ s[0] }} {{ s[-1] }} {{ emoji[1] }} {{ emoji[2] }} {{ ko[1] }}",
        "{{ s[1:4] }} {{ s[:3] }} {{ s[-3:] }} {{ s[::2] }} {{ s[::-1] }} {{ emoji[::-1] }} {{ emoji[1:] }}", "{{ nums[1:] }} {{ nums[:-1] }} {{ nums[::-1] }} {{ nums[5:] }} {{ nums[-9:2] }} {{ (1,2,3)[1:] }}",
        "{{ messages[0].role }} {{ messages[0]['content'] }} {{ messages[2].tool_calls[0].function.name }} {{ messages[2]['tool_calls'][0]['function'].arguments.q }}", "{{ messages[-1].content[0].text }}",
        "{{ d.get('b') }} {{ d.get('zz') }} {{ d.get('zz', 5) }} {{ d.C.get('k') }}", "{{ {'items': 1}.items }} {{ {'items': 1}['items'] }}".replace("{{ {'items': 1}.items }} ", ""), "{{ {1: 'one', 'two': 2, none: 3}[1] }}", "{{ range(10)[3] }} {{ range(10)[-1] }} {{ range(5)[1:3] | list }}",
        "{{ users[0].tags[1] }} {{ users[2].tags }}|{{ users[2].tags is defined }}", "{{ nothing.x }}|{{ nothing.x is defined }}", "{{ n.x is defined }} {{ s.nope is defined }}",
    ],
    "access errors": ["{{ missing.x }}", "{{ missing['x'] }}", "{{ d.missing.x }}", "{{ missing + 1 }}", "{{ missing() }}", "{{ n() }}", "{{ nothing + 'a' }}", "{{ 'a' + 1 }}", "{{ 1 + 'a' }}", "{{ 1 // 0 }}", "{{ 1 / 0 }}", "{{ 1 < 'a' }}", "{{ none < 1 }}", "{{ 1 in 'a' }}", "{{ 1 in 5 }}", "{{ [1].append(2) }}", "{{ d.update({'z': 1}) }}", "{{ d.pop('a') }}", "{{ nums.sort() }}", "{{ 'a'.__class__.__mro__ }}", "{{ {}[[]] }}", "{{ -'a' }}", "{{ s.nope() }}", "{% for a, b in [1] %}{% endfor %}", "{% for a, b in [[1, 2, 3]] %}{% endfor %}", "{% for a in 5 %}{% endfor %}", "{% for a in none %}{% endfor %}"],
    "strings": [
        "[{{ blank.strip() }}][{{ blank.lstrip() }}][{{ blank.rstrip() }}][{{ 'xxaxx'.strip('x') }}][{{ 'abcab'.lstrip('ab') }}][{{ 'abc'.rstrip('bc') }}]", "{{ 'a b  c'.split() }} {{ 'a,b,,c'.split(',') }} {{ 'a,b,c'.split(',', 1) }} {{ ''.split() }} {{ ''.split(',') }} {{ ' a b c'.split(none, 1) }} {{ 'a-b-c'.rsplit('-', 1) }} {{ ' a b c '.rsplit(none, 1) }} {{ 'aXXb'.split('XX') }}",
        "{{ 'a\\nb\\r\\nc\\n'.splitlines() }} {{ 'a\\nb'.splitlines(true) }} {{ ''.splitlines() }}", "{{ 'a=b=c'.partition('=') }} {{ 'a=b=c'.rpartition('=') }} {{ 'a'.partition('=') }} {{ 'a'.rpartition('=') }}", "{{ s.startswith('Hell') }} {{ s.endswith('x') }} {{ s.startswith(('x', 'H')) }} {{ s.startswith('ell', 1) }}",
        "{{ s.upper() }} {{ s.lower() }} {{ s.swapcase() }} {{ 'hello wORLD it\\'s'.title() }} {{ 'hELLO wORLD'.capitalize() }}", "{{ s.replace('l', 'L') }} {{ s.replace('l', 'L', 1) }} {{ 'aaa'.replace('aa', 'b') }} {{ 'abc'.replace('', '-') }} {{ 'x'.replace('y', 'z') }}", "{{ ', '.join(words) }} {{ ''.join(['a']) }} {{ '-'.join('abc') }} {{ '-'.join(d) }}",
        "{{ s.find('o') }} {{ s.find('zz') }} {{ s.rfind('o') }} {{ s.index('W') }} {{ s.count('l') }} {{ 'aaaa'.count('aa') }} {{ s.find('o', 5) }} {{ emoji.find('b') }}", "{{ '7'.zfill(3) }} {{ '-7'.zfill(4) }} [{{ 'a'.ljust(3) }}] [{{ 'a'.rjust(3, '.') }}] [{{ 'ab'.center(5, '*') }}] [{{ 'abc'.center(6, '*') }}]",
        "{{ 'abc'.isalpha() }} {{ 'ab1'.isalnum() }} {{ '12'.isdigit() }} {{ ''.isdigit() }} {{ ' '.isspace() }} {{ 'AB'.isupper() }} {{ 'ab'.islower() }} {{ '1'.isupper() }} {{ '½'.isnumeric() }}", "{{ 'prefix-x'.removeprefix('prefix-') }} {{ 'x.txt'.removesuffix('.txt') }} {{ 'x'.removesuffix('y') }}",
        "{{ '{} and {}'.format(1, 'b') }} {{ '{0}{1}{0}'.format('a', 'b') }} {{ '{k}={v:.2f}'.format(k='p', v=3.14159) }} {{ '{:>5}|{:<5}|{:^5}|{:05d}|{:,}'.format('a', 'b', 'c', 42, 1234567) }} {{ '{{}}'.format() }} {{ '{a[b]}{c.d}'.format(a={'b': 1}, c={'d': 2}) }}".replace("{c.d}", "{c[d]}"),
        "{{ 'a'.join([]) }}|{{ 'ÀÉ'.lower() }} {{ 'straße'.upper() }} {{ 'ǆ'.title() }}", "{{ '\\u00e9\\x41\\n\\t\\\\\\'\\\"|\\q|\\101' }}", "{{ 'tab\tin' }}{{ 'line\nin' }}",
    ],
    "string errors": ["{{ 'a'.split('') }}", "{{ 'a'.index('z') }}", "{{ ','.join([1]) }}", "{{ 'a'.replace('a') }}", "{{ 'a'.nope }}|", "{{ '%d' % 'a' }}", "{{ '%s %s' % ('a',) }}", "{{ '%s' % ('a', 'b') }}", "{{ '{}'.format() }}", "{{ 'a'.startswith(1) }}"],
    "lists": ["{{ nums.index(1) }} {{ nums.count(3) }} {{ [1, 1].count(1) }}", "{{ [1, 2,] }} {{ [] }} {{ {'a': 1,} }} {{ {} }}", "{{ (1, 2).index(2) }}", "{{ [n, s][1] }} {{ [[1, 2], [3]][0][1] }}", "{{ nums + [n] }}"],
    "tests": [
        "{{ s is defined }} {{ missing is defined }} {{ missing is undefined }} {{ missing is not defined }} {{ d.zz is defined }}", "{{ nothing is none }} {{ missing is none }} {{ n is none }} {{ n is not none }}",
        "{{ s is string }} {{ n is string }} {{ d is mapping }} {{ nums is mapping }} {{ nums is iterable }} {{ s is iterable }} {{ n is iterable }} {{ d is iterable }} {{ nothing is iterable }} {{ missing is iterable }}",
        "{{ nums is sequence }} {{ s is sequence }} {{ d is sequence }} {{ n is sequence }} {{ d.items() is sequence }} {{ range(3) is sequence }} {{ missing is sequence }}", "{{ n is number }} {{ x is number }} {{ yes is number }} {{ s is number }} {{ n is integer }} {{ yes is integer }} {{ x is integer }} {{ x is float }} {{ n is float }}",
        "{{ yes is boolean }} {{ n is boolean }} {{ yes is true }} {{ 1 is true }} {{ no is false }} {{ 0 is false }}", "{{ n is odd }} {{ n is even }} {{ n is divisibleby 7 }} {{ n is divisibleby(2) }}", "{{ n is eq 7 }} {{ n is equalto(8) }} {{ n is ne 8 }} {{ n is lt 8 }} {{ n is le 7 }} {{ n is gt 7 }} {{ n is ge(7) }} {{ n is greaterthan 1 }} {{ n is lessthan 1 }} {{ 'a' is == 'a' }}".replace(" {{ 'a' is == 'a' }}", ""),
        "{{ 1 is in [1, 2] }} {{ 'a' is in 'abc' }} {{ 5 is not in nums }}", "{{ 'a' is lower }} {{ 'A' is upper }} {{ 'a' is upper }}", "{{ range is callable }} {{ s is callable }} {{ nothing is sameas none }} {{ no is sameas false }}", "{{ 'trim' is filter }} {{ 'nope' is filter }} {{ 'odd' is test }}", "{{ s is string and n is number or false }} {{ s is not string or yes }}", "{{ (s|safe) is escaped }} {{ s is escaped }}",
    ],
    "filters on text": [
        "[{{ blank | trim }}] [{{ 'xxaxx' | trim('x') }}] {{ s | upper }} {{ s | lower }} {{ 'hELLO' | capitalize }} {{ 'foo bar-baz (qux)' | title }}", "{{ s | length }} {{ emoji | length }} {{ ko | count }} {{ nums | length }} {{ d | length }} {{ missing | length }} {{ 'a b' | wordcount }}",
        "{{ s | replace('o', '0') }} {{ s | replace('o', '0', 1) }} {{ 5 | replace('5', 'five') }}", "{{ 'a\nb\n\nc' | indent }}|{{ 'a\nb' | indent(2, true) }}|{{ 'a\n\nb' | indent(2, blank=true) }}|{{ 'a\nb' | indent('> ') }}|{{ 'a\nb\n' | indent(width=1, first=True) }}|{{ '' | indent }}",
        "{{ 'a long sentence of words' | truncate(10) }} {{ 'a long sentence of words' | truncate(10, true) }} {{ 'short' | truncate(4) }} {{ 'abcdefghijklmnop' | truncate(8, false, '…', 0) }}", "[{{ 'ab' | center(6) }}] {{ 'a/b c&d~é' | urlencode }}", "{{ '<b>&\"\\'' | e }} {{ '<b>' | escape }} {{ '<b>' | safe }} {{ '<b>' | safe | e }} {{ ('<b>' | safe) + '<i>' }} {{ '<a>' ~ ('<b>' | safe) }}",
        "{{ n | string }}{{ [1] | string }}{{ none | string }} {{ 'a' | string is string }}", "{{ '%s-%s' | format('a', 1) }} {{ '%(k)s' | format(k='v') }}", "{{ s | reverse }} {{ 'abc' | list }} {{ 'abc' | first }} {{ 'abc' | last }}",
        "{{ '  a  ' | trim | length }}", "{{ s | upper | replace('L', 'l') | length }}", "{{ -n | abs }} {{ (-n) | abs }} {{ -x | abs }}", "{{ 'v' | default('w') }} {{ missing | default('w') }} {{ nothing | default('w') }} {{ nothing | default('w', true) }} {{ '' | d('w', boolean=true) }} {{ missing | default }}|",
    ],
    "filters on numbers": ["{{ '42' | int }} {{ '42.7' | int }} {{ 'x' | int }} {{ 'x' | int(5) }} {{ 3.9 | int }} {{ -3.9 | int }} {{ none | int }} {{ '0x1A' | int(0, 16) }} {{ 'ff' | int(base=16) }} {{ true | int }} {{ ' 7 ' | int }} {{ '1e3' | int }}", "{{ '1.5' | float }} {{ 'x' | float }} {{ 3 | float }} {{ '1e3' | float }} {{ 'x' | float(default=2.0) }} {{ none | float }}", "{{ 2.567 | round(2) }} {{ 2.5 | round }} {{ 3.5 | round }} {{ 2.1 | round(0, 'ceil') }} {{ 2.9 | round(method='floor') }} {{ 7 | round }} {{ 1234.5 | round(-2) }}", "{{ -3 | abs }} {{ 2.5 | abs }}"],
    "filters on lists": [
        "{{ nums | first }} {{ nums | last }} {{ empty | first }}| {{ nums | join }} {{ nums | join(', ') }} {{ users | join('/', attribute='name') }} {{ d | join(',') }}", "{{ nums | sort }} {{ nums | sort(reverse=true) }} {{ words | sort }} {{ words | sort(case_sensitive=true) }} {{ users | sort(attribute='age') | map(attribute='name') | list }} {{ users | sort(attribute='age,name') | map(attribute='name') | list }}".replace(" {{ users | sort(attribute='age,name') | map(attribute='name') | list }}", ""),
        "{{ [1, 2, 1, 3] | unique | list }} {{ ['a', 'A', 'b'] | unique | list }} {{ ['a', 'A'] | unique(true) | list }} {{ users | unique(attribute='age') | map(attribute='name') | list }}", "{{ nums | min }} {{ nums | max }} {{ words | min }} {{ users | max(attribute='age') }} {{ nums | sum }} {{ users | sum(attribute='age') }} {{ [] | sum }} {{ [1] | sum(start=5) }}",
        "{{ nums | reverse | list }} {{ nums | list }} {{ d | list }} {{ (1, 2) | list }}", "{{ users | map(attribute='name') | join(' ') }} {{ users | map(attribute='tags', default='-') | list }} {{ words | map('upper') | list }} {{ words | map('replace', 'p', 'P') | join(',') }} {{ users | map(attribute='tags.0') | list }}".replace(" {{ users | map(attribute='tags.0') | list }}", ""),
        "{{ nums | select('odd') | list }} {{ nums | reject('odd') | list }} {{ nums | select('gt', 1) | list }} {{ [0, 1, ''] | select | list }} {{ [0, 1] | reject | list }}", "{{ users | selectattr('age', 'equalto', 30) | map(attribute='name') | list }} {{ users | rejectattr('age', 'gt', 26) | map(attribute='name') | list }} {{ users | selectattr('tags') | map(attribute='name') | list }} {{ users | selectattr('tags', 'defined') | list | length }} {{ messages | selectattr('role', 'in', ['user', 'tool']) | map(attribute='role') | list }}",
        "{{ d | items | list }} {{ missing | items | list }} {% for k, v in d | items %}{{ k }}{% endfor %}", "{{ d | dictsort }} {{ d | dictsort(true) }} {{ {'a': 2, 'b': 1} | dictsort(by='value') }} {{ {'a': 2, 'b': 1} | dictsort(reverse=true) }}", "{{ [1, 2, 3, 4, 5] | batch(2) | list }} {{ [1, 2, 3] | batch(2, '-') | list }} {{ [1, 2, 3, 4, 5] | slice(2) | list }} {{ [1, 2, 3] | slice(2, 'x') | list }}",
        "{% for age, group in users | groupby('age') %}{{ age }}:{{ group | map(attribute='name') | join(',') }};{% endfor %}", "{{ users | map(attribute='name') | map('lower') | sort | join }}", "{{ nums | map('string') | join('+') }} {{ (nums | map('string')) is string }}", "{{ [[1, 2], [3]] | map('first') | list }} {{ [[1, 2], [3]] | map('length') | sum }} {{ [3, 4] | map('float') | list }}", "{{ (nums | select('odd')) is iterable }} {{ (nums | select('odd')) is sequence }}",
    ],
    "filter errors": ["{{ nums | nope }}", "{% if no %}{{ nums | nope }}{% endif %}fine", "{% for i in empty %}{{ i | nope }}{% endfor %}", "{% if no %}{% for i in empty %}{{ i | nope }}{% endfor %}{% endif %}", "{{ x is nope }}", "{{ 'a' if yes else (n | nope) }}", "{{ n | length }}", "{{ (nums | map('string')) | length }}", "{{ nums | map('nope') | list }}", "{{ n | join }}", "{{ [1, 'a'] | sort }}", "{{ missing | int }}", "{{ d | tojson(foo=1) }}", "{{ nums | tojson | tojson(indent='x', y=1) }}", "{{ n | items | list }}", "{{ nums | dictsort }}", "{{ nums | join(a=1) }}", "{{ s | replace('a') }}", "{{ nums | reverse | last }}", "{{ users | map | list }}"],
    "tojson": ["{{ d | tojson }}", "{{ d | tojson(indent=2) }}", "{{ d | tojson(indent=4) }}", "{{ messages | tojson }}", "{{ messages | tojson(indent=2) }}", "{{ [] | tojson(indent=2) }} {{ {} | tojson(indent=2) }} {{ [[]] | tojson(indent=1) }}", "{{ '안녕 <b>&\\'\" \\n\\t\\\\ 😀 \\u007f\\u0001' | tojson }}", "{{ ko | tojson(ensure_ascii=true) }} {{ emoji | tojson(true) }}", "{{ d | tojson(separators=(',', ':')) }} {{ d | tojson(sort_keys=true) }} {{ {'b': {'z': 1, 'a': 2}, 'a': 1} | tojson(sort_keys=True, indent=1) }}", "{{ none | tojson }} {{ true | tojson }} {{ 1.0 | tojson }} {{ 1e20 | tojson }} {{ 'a' | tojson }} {{ (1, 2) | tojson }} {{ {1: 2, none: 3} | tojson }} {{ {true: 4} | tojson }}", "{{ '<x>' | safe | tojson }}"],
    "tojson errors": ["{{ missing | tojson }}", "{{ (nums | map('string')) | tojson }}", "{{ range | tojson }}", "{{ range(3) | tojson }}", "{{ d.items() | tojson }}", "{{ namespace(a=1) | tojson }}", "{{ {(1, 2): 3} | tojson }}"],
    "if": ["{% if yes %}a{% endif %}", "{% if no %}a{% else %}b{% endif %}", "{% if no %}a{% elif n == 7 %}b{% elif yes %}c{% else %}d{% endif %}", "{% if missing %}a{% else %}b{% endif %}", "{% if not empty and s %}a{% endif %}", "{% if (yes) %}{% if no %}x{% else %}y{% endif %}{% endif %}", "{%if yes%}a{%endif%}", "{% if n > 5 and n < 10 or no %}in{% endif %}"],
    "for": [
        "{% for i in nums %}{{ i }},{% endfor %}", "{% for i in empty %}x{% else %}none{% endfor %}", "{% for i in nums %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }};{% endfor %}", "{% for i in nums %}{{ loop.previtem }}<{{ i }}>{{ loop.nextitem }} {% endfor %}",
        "{% for i in nums %}{% if loop.previtem is defined and loop.previtem > i %}down{% endif %}{% endfor %}", "{% for i in nums if i > 1 %}{{ loop.index }}:{{ i }}/{{ loop.length }} {% else %}no{% endfor %}", "{% for i in nums if i > 9 %}{{ i }}{% else %}no{% endfor %}", "{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}", "{% for k in d %}{{ k }}{% endfor %}", "{% for c in ko %}{{ c }}.{% endfor %}",
        "{% for a, (b, c) in [(1, (2, 3))] %}{{ a }}{{ b }}{{ c }}{% endfor %}", "{% for i in range(3) %}{% for j in range(i) %}{{ i }}{{ j }}{{ loop.depth }} {% endfor %}{% endfor %}", "{% for i in nums %}{{ loop.cycle('a', 'b') }}{% endfor %}", "{% for i in [1, 1, 2] %}{{ loop.changed(i) }}{% endfor %}", "{% for i in nums %}{% if i == 1 %}{% continue %}{% endif %}{{ i }}{% endfor %}", "{% for i in nums %}{% if i == 1 %}{% break %}{% endif %}{{ i }}{% endfor %}",
        "{% for i in nums %}{% for j in nums %}{% if j == 1 %}{% break %}{% endif %}{{ j }}{% endfor %}{{ i }}{% endfor %}", "{% for i in missing %}x{% else %}else{% endfor %}", "{% for i in 1, 2, 3 %}{{ i }}{% endfor %}", "{% for i in range(5, 0, -2) %}{{ i }}{% endfor %}", "{% for m in messages[1:] %}{{ m.role }} {% endfor %}", "{% for i in nums | sort %}{{ i }}{% endfor %}", "{{ loop }}|{% for i in nums %}{% endfor %}{{ i }}", "{% for i in nums %}{% set q = i %}{% endfor %}{{ q }}|", "{% set q = 0 %}{% for i in nums %}{% set q = q + i %}{{ q }} {% endfor %}{{ q }}", "{% for x in nums if x is odd and x > 1 %}{{ x }}{% endfor %}", "{% for i in (nums if yes else empty) %}{{ i }}{% endfor %}", "{% for i in nums + [9] %}{{ i }}{% endfor %}", "{% for u in users %}{{ u.name }}{% for t in u.tags %}{{ t }}{{ loop.last }}{% else %}-{% endfor %}{{ loop.index }};{% endfor %}",
    ],
    "set": ["{% set a = 1 %}{{ a }}", "{% set a, b = 1, 2 %}{{ a }}{{ b }}", "{% set a = (1, 2) %}{{ a }}", "{% set a = 1, 2 %}{{ a }}", "{% set a %}x{{ n }}{% endset %}[{{ a }}]", "{% set a | upper | replace('X', 'y') %}x{{ n }}{% endset %}[{{ a }}]", "{% set ns = namespace(c=0, l=[]) %}{% for i in nums %}{% set ns.c = ns.c + i %}{% set ns.l = ns.l + [i] %}{% endfor %}{{ ns.c }} {{ ns.l }}", "{% set ns = namespace() %}{% set ns.x = 'a' %}{{ ns.x }}{{ ns.y }}|", "{% if yes %}{% set z = 1 %}{% endif %}{{ z }}", "{% set a = a | default(5) %}{{ a }}", "{% set s = s | upper %}{{ s }}", "{% set ns = namespace({'a': 1}, b=2) %}{{ ns.a }}{{ ns.b }}{{ ns['a'] }}", "{% set a = namespace(x=1) %}{% set b = a %}{% set b.x = 2 %}{{ a.x }}", "{% set x = d.C %}{{ x.k }}", "{% set a = 'x' if no else 'y' %}{{ a }}", "{% set x -%}   padded   {%- endset %}[{{ x }}]"],
    "set errors": ["{% set d.x = 1 %}", "{% set missing.x = 1 %}", "{% set ns = namespace(_a=1) %}", "{% set ns = namespace() %}{% set ns._a = 1 %}", "{% set true = 1 %}", "{% set a, b = 1 %}", "{% set 5 = 1 %}"],
    "scopes": ["{% set a = 1 %}{% with a = 2, b = a %}{{ a }}{{ b }}{% endwith %}{{ a }}", "{% with %}{% set a = 1 %}{{ a }}{% endwith %}{{ a }}|", "{% macro m() %}{% set a = 5 %}{{ a }}{{ n }}{% endmacro %}{{ m() }}{{ a }}|", "{% set a = 1 %}{% macro m() %}{{ a }}{% endmacro %}{% set a = 2 %}{{ m() }}", "{% for i in [1] %}{% macro m() %}{{ i }}{% endmacro %}{{ m() }}{% endfor %}{{ m is defined }}", "{% set b %}{% set c = 1 %}{{ c }}{% endset %}{{ b }}{{ c }}|", "{% generation %}{% set g = 1 %}{{ g }}{% endgeneration %}{{ g }}|", "{% for i in [1, 2] %}{% if loop.first %}{% set f = 'a' %}{% endif %}{{ f }}{% endfor %}|"],
    "macros": ["{% macro m(a, b=2, c='x') %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m(1) }} {{ m(1, 3) }} {{ m(1, c='y') }} {{ m(b=5, a=6) }} {{ m() }}", "{% macro m(a, b=a) %}{{ a }}{{ b }}{% endmacro %}{{ m(1) }}", "{% macro m() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, k=3) }}", "{% macro m(a) %}[{{ a }}{{ caller() }}]{% endmacro %}{% call m(1) %}body{{ n }}{% endcall %}", "{% macro m() %}{% for i in nums %}{{ caller(i) }}{% endfor %}{% endmacro %}{% call(i) m() %}<{{ i }}>{% endcall %}", "{% macro f(n) %}{% if n > 0 %}{{ n }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(4) }}", "{% macro m() -%}  trimmed  {%- endmacro %}[{{ m() }}]", "{% macro m(x) %}{{ x | upper }}{% endmacro %}{{ m('a') ~ m('b') }}{{ m('c') | lower }}", "{% macro outer() %}{% macro inner() %}i{% endmacro %}{{ inner() }}o{% endmacro %}{{ outer() }}", "{% macro m(a) %}{{ caller is defined }}{% if caller %}{{ caller() }}{% endif %}{% endmacro %}{{ m(1) }}{% call m(1) %}c{% endcall %}", "{% macro m(a, b) %}{{ a }}{{ b is defined }}{% endmacro %}{{ m(*[1, 2]) }}{{ m(**{'a': 1}) }}", "{% macro m() %}{% if yes %}a{% endif %}{% endmacro %}{% if m() == 'a' %}eq{% endif %}", "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}B{% endmacro %}{{ a() }}"],
    "macro errors": ["{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}", "{% macro m(a) %}{% endmacro %}{{ m(b=1) }}", "{% macro m(a) %}{{ a.x }}{% endmacro %}{{ m() }}", "{% macro m(a) %}{% endmacro %}{{ m(1, a=2) }}", "{{ m() }}{% macro m() %}{% endmacro %}", "{% macro m(a) %}{% endmacro %}{% call m(1) %}x{% endcall %}", "{% macro m(a=1, b) %}{% endmacro %}"],
    "blocks": ["{% filter upper %}a{{ s }}{% endfilter %}", "{% filter trim | replace('a', 'b') %}  aa {% endfilter %}|", "{% generation %}said{{ n }}{% endgeneration %}", "{% raw %}{{ not }} {% if %}{# no #}{% endraw %}", "{%- raw -%}  {{ x }}  {%- endraw -%}  z", "a{# comment #}b", "a {#- comment -#} b", "{# multi\nline #}\nx", "{% print s %}", "a{% raw %}\n  x\n{% endraw %}\nb"],
    "whitespace": ["a\n{% if yes %}\nb\n{% endif %}\nc", "a\n  {% if yes %}  \n  b\n  {% endif %}\nc", "a  {%- if yes -%}  b  {%- endif -%}  c", "  {{ n }}  \n", "a\n\n  {{- n -}}  \n\nb", "{% if yes %}\n\nx{% endif %}", "  {%+ if yes %}a{% endif %}", "{% if yes +%}\na{% endif %}", "a\n {# c #} \nb", "a\n {# c #}\nb", "x {% set a = 1 %} y", "  {% set a = 1 %}\n  {% set b = 2 %}\n{{ a }}{{ b }}", "{%- for i in nums %}\n  {{ i }}\n{%- endfor %}\n", "{% for i in nums -%}\n  {{ i }}\n{% endfor %}", "\t{% if yes %}x\t{% endif %}\t", "a\u00a0{%- if yes %}b{% endif %}", "a\n{%- if yes %}\n\n b{% endif -%}\n\n c", "{{ n -}}\n x", "{{ n }}\n x", "x\n  {{ n }}", "x\r\n{% if yes %}\r\ny{% endif %}", "{{- n }}{{ n -}} \n", "a {{+ n }} b".replace("{{+", "{{"), "{% if yes %}a{% endif %}\n\n", "a{% if yes %}\n{% endif %}b", "  {% if yes %}a{% endif %}  {% if yes %}b{% endif %}", "1\n {%- set a = 1 %}\n2\n {% set a = 1 -%}\n3"],
    "functions": ["{{ range(3) | list }}{{ range(1, 4) | list }}{{ range(4, 1, -1) | list }}{{ range(0) | list }}", "{{ dict(a=1, b=2) }} {{ dict({'x': 1}, y=2) }} {{ dict([('a', 1)]) }}", "{% set j = joiner('; ') %}{% for i in nums %}{{ j() }}{{ i }}{% endfor %}", "{% set c = cycler('odd', 'even') %}{{ c.next() }}{{ c.next() }}{{ c.next() }}{{ c.current }}", "{{ strftime_now('%Y-%m-%d %H:%M:%S') }}", "{{ strftime_now('%d %b %Y|%A|%a|%B|%j|%I|%p|%y|%f|%%|%e|%w|%U|%W|%u|%V|%G') }}", "{{ strftime_now('%-d/%-m/%y %-I') }}", "{{ strftime_now('%D %T %R %F %c %x %X %h') }}", "{{ bos_token }}{{ eos_token }}"],
    "refusals": ["{{ raise_exception('no system role') }}", "{% if no %}{{ raise_exception('x') }}{% endif %}ok", "{% for m in messages %}{% if m.role == 'tool' %}{{ raise_exception('Unexpected ' + m.role) }}{% endif %}{% endfor %}"],
    "malformed": ["{{ ", "{% if %}", "{% if yes %}", "{% endif %}", "{{ 1 + }}", "{{ (1 }}", "{{ 1) }}", "{% for %}", "{% for i nums %}{% endfor %}", "{% for i in nums %}", "{{ 'a }}", "{# x", "{% nope %}", "{% set %}", "{% if yes %}{% endfor %}", "{{ a b }}", "{% macro %}", "{% raw %}x", "{{ 1 is }}", "{{ a | }}", "{{ a. }}", "{{ [1, 2 }}", "{{ {'a' 1} }}", "{% else %}", "{{ }}", "{% break %}", "{{ n ? 1 : 2 }}", "{{ a && b }}", "{% do nums.append(1) %}", "{{ s is string is string }}", "{% set a = %}", "{{ f(a=1, 2) }}", "{{ '\\x4' }}", "{{ '\\u12' }}", "{{ @ }}", "{{ 1.2.3 }}", "{% for i in nums %}{% elif %}{% endfor %}"],
    "chat": [
        "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' }}{% if message.content is string %}{{ message.content | trim }}{% elif message.content %}{% for part in message.content %}{% if part['type'] == 'text' %}{{ part['text'] }}{% endif %}{% endfor %}{% endif %}{% if message.tool_calls %}{% for call in message.tool_calls %}{{ '\\n<tool_call>\\n' }}{{ call.function | tojson }}{{ '\\n</tool_call>' }}{% endfor %}{% endif %}{{ '<|im_end|>\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}",
        "{{ bos_token }}\n{%- set loop_messages = messages %}\n{%- if messages[0].role == 'system' %}\n  {%- set system = messages[0].content %}\n  {%- set loop_messages = messages[1:] %}\n{%- endif %}\n{%- for m in loop_messages if m.role != 'tool' %}\n    {%- if loop.first and system is defined %}\n        {{- '[INST] ' ~ system ~ '\\n\\n' ~ m.content ~ ' [/INST]' }}\n    {%- elif m.tool_calls is defined and m.tool_calls is not none and m.tool_calls | length > 0 %}\n        {%- set ns = namespace(first=true) %}\n        {%- for t in m.tool_calls | map(attribute='function') %}\n            {{- '' if ns.first else ', ' }}{{ t.name }}({% for k, v in t.arguments.items() %}{{ k }}={{ v | tojson }}{{ ', ' if not loop.last }}{% endfor %})\n            {%- set ns.first = false %}\n        {%- endfor %}\n    {%- endif %}\n{%- endfor %}\n",
    ],
}


class Generation(jinja2.ext.Extension):
    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("_said"), [], [], body).set_lineno(line)

    def _said(self, caller):
        return caller()


class Dict:
    def __call__(self, *args, **kwargs):
        return dict(*args, **kwargs)


class Namespace(jinja2.utils.Namespace):
    def __init__(*args, **kwargs):
        self, args = args[0], args[1:]
        attrs = dict(*args, **kwargs)
        for name in attrs:
            Namespace._check(name)
        jinja2.utils.Namespace.__init__(self, attrs)

    def __setitem__(self, name, value):
        Namespace._check(name)
        jinja2.utils.Namespace.__setitem__(self, name, value)

    @staticmethod
    def _check(name):
        if name.startswith("_"):
            raise jinja2.exceptions.SecurityError(name)


def refuse(message):
    error = jinja2.exceptions.TemplateError(message)
    error.refused = True
    raise error


environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[Generation, jinja2.ext.loopcontrols])
environment.filters["tojson"] = lambda x, ensure_ascii=False, indent=None, separators=None, sort_keys=False: json.dumps(
    x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)
environment.globals["raise_exception"] = refuse
environment.globals["strftime_now"] = NOW.strftime
environment.globals["dict"] = Dict()
environment.globals["namespace"] = Namespace

context = {**VARIABLES, "bos_token": "<s>", "eos_token": "</s>", "tools": None, "documents": None, "add_generation_prompt": True}
cases = []
for group, templates in CASES.items():
    for template in templates:
        case = {"group": group, "template": template}
        try:
            case["rendered"] = environment.from_string(template).render(**context)
        except Exception as error:
            refused = getattr(error, "refused", False)
            case["refused" if refused else "error"] = str(error) if refused else type(error).__name__
        cases.append(case)
json.dump({"now": NOW.isoformat(), "variables": context, "cases": cases}, sys.stdout, ensure_ascii=False, indent=1)
print()
