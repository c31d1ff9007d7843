"""Reference ids of tokenizers: trains small vocabularies of every kind on texts made here, encodes
the texts with Hugging Face's tokenizers, sentencepiece and llama.cpp, keeps digests of the ids.

    python tokenizer_golden.py OUT.json.gz                  goldens of the tests (slices)
    python tokenizer_golden.py --check TOKENIZER SUNDOG     1 MB of each kind of text: what SUNDOG
                                                            tokenize TOKENIZER gives against Hugging
                                                            Face (tokenizer.json), llama.cpp (GGUF)
                                                            or sentencepiece (tokenizer.model)

Made with tokenizers 0.23.3, sentencepiece 0.2.3, llama-cpp-python 0.3.36, gguf 0.19; seed 20.
"""

import base64, gzip, hashlib, io, json, os, random, struct, subprocess, sys, tempfile, unicodedata

ENGLISH = (
    "the of and to in is that it was for on are as with his they at be this from have or by one had "
    "not but what all were when we there can an your which their said if do will each about how up "
    "out them then she many some so these would other into has more her two like him see time could "
    "no make than first been its who now people my made over did down only way find use may water "
    "long little very after words called just where most know don't it's I'll we've they're CAN'T "
    "naïve café École ÉCOLE O'Neill e-mail re-enter Dr. U.S.A. 3.14 1,234,567 2024-11-22 50% $9.99"
).split()
KOREAN = (
    "안녕하세요 저는 서울에서 한국어를 공부하고 있습니다 오늘은 날씨가 매우 좋습니다 그리고 내일은 비가 올 것입니다 우리는 함께 "
    "점심을 먹었다 학교 도서관 컴퓨터 프로그램을 만들었습니다 값은 12,500원이며 제3회 대회가 열린다 꽃 닭 읽다 넓은 없다 ㅋㅋㅋ "
    "가 한글 ABC회사 (주)한국"
).split()
JAPANESE = (
    "私は 東京に 住んでいます。 今日は いい 天気ですね！ カタカナと ひらがなと 漢字 2024年11月22日 日本語の 文章を 書く "
    "「こんにちは」 と 言った。 コンピューター 食べました 々 ー ﾊﾝｶｸ ＦＵＬＬ １２３ が ゝ 、 ……"
).split()
CODE = [
    "def f(x, y=0):\n    return x**2 + y  # sum\n", "for (int i = 0; i < n; i++) {\n\t\ta[i] += b[i];\n}\n",
    "SELECT id, name FROM users WHERE id >= 100;\n", "if (!ok) throw new IllegalStateException(\"no\");\n",
    "<div class=\"box\" id='x1'>&amp;</div>\n", "    \"key\": [1, 2.5e-3, null, true],\n",
    "const s = `${a}_${b}`;\r\n", "x = {'a': 0xFF, \"b\": 1_000}\n\n\n", "// TODO:    fix         this\n",
    "import java.util.*;\n", "private static final Map<String, List<Integer>> CACHE = new HashMap<>();\n",
]
SCRIPTS = {
    "latin": "Žluťoučký kůň příšerně úpěl ďábelské ódy; Tiếng Việt rất đẹp, größer, naïve, İstanbul ışık",
    "greek": "Η γρήγορη καφέ αλεπού πηδάει πάνω από το τεμπέλικο σκυλί. Καλημέρα, κόσμε! ΆΈΉ",
    "cyrillic": "Съешь же ещё этих мягких французских булок, да выпей чаю. Їжак біля ґанку, ђак",
    "armenian": "Բարև աշխարհ։ Ինչպե՞ս եք այսօր, սիրելի ընկերներ և ուսանողներ",
    "hebrew": "שָׁלוֹם עולם! איך אתה מרגיש היום? ספר טוב בן 365 עמודים",
    "arabic": "مرحبا بالعالم، كيف حالك اليوم؟ السَّلامُ عليكم ١٢٣ و٤٥٦ کتاب‌ها",
    "devanagari": "नमस्ते दुनिया। आज मौसम बहुत अच्छा है, क्षत्रिय श्री १२३४",
    "bengali": "ওহে বিশ্ব, আজ আবহাওয়া খুব ভালো। বাংলা ভাষা ১২৩",
    "gurmukhi": "ਸਤ ਸ੍ਰੀ ਅਕਾਲ ਦੁਨੀਆ। ਅੱਜ ਮੌਸਮ ਬਹੁਤ ਵਧੀਆ ਹੈ ੧੨੩",
    "gujarati": "નમસ્તે વિશ્વ. આજે હવામાન ખૂબ સરસ છે ૧૨૩",
    "tamil": "வணக்கம் உலகம். இன்று வானிலை மிகவும் நன்றாக உள்ளது",
    "telugu": "హలో ప్రపంచం. ఈ రోజు వాతావరణం చాలా బాగుంది",
    "kannada": "ನಮಸ್ಕಾರ ಜಗತ್ತು. ಇಂದು ಹವಾಮಾನ ತುಂಬಾ ಚೆನ್ನಾಗಿದೆ",
    "malayalam": "നമസ്കാരം ലോകമേ. ഇന്ന് കാലാവസ്ഥ വളരെ നല്ലതാണ്",
    "sinhala": "ආයුබෝවන් ලෝකය. අද කාලගුණය ඉතා හොඳයි, ශ්‍රී ලංකා",
    "thai": "สวัสดีชาวโลก วันนี้อากาศดีมาก น้ำ ๑๒๓ กรุงเทพฯ",
    "lao": "ສະບາຍດີຊາວໂລກ ມື້ນີ້ອາກາດດີຫຼາຍ ໑໒໓",
    "tibetan": "བཀྲ་ཤིས་བདེ་ལེགས། འཛམ་གླིང་། ༡༢༣",
    "myanmar": "မင်္ဂလာပါ ကမ္ဘာလောက။ ယနေ့ ရာသီဥတု အလွန်ကောင်းသည် ၁၂၃",
    "georgian": "გამარჯობა მსოფლიო. დღეს ძალიან კარგი ამინდია",
    "ethiopic": "ሰላም ለዓለም። ዛሬ የአየር ሁኔታው በጣም ጥሩ ነው፣ ፩፪፫",
    "khmer": "សួស្តី​ពិភពលោក។ ថ្ងៃនេះអាកាសធាតុល្អណាស់ ១២៣",
    "mongolian": "ᠰᠠᠶᠢᠨ ᠪᠠᠶᠢᠨ᠎ᠠ ᠤᠤ ᠮᠣᠩᠭᠣᠯ",
    "cherokee": "ᎣᏏᏲ ᎡᎶᎯ ᏙᎯᏧ ᎣᏍᏓ ᎢᎦ",
    "han": "今天天氣很好，我們去公園散步吧。中华人民共和国，一二三，㐀𠮷野家",
    "kana": "きょうは　とても　いいてんきですね。ガギグゲゴ、ﾊﾟﾋﾟﾌﾟ、ゔ",
    "hangul": "다람쥐 헌 쳇바퀴에 타고파. 뷁쉙 ᄒᆞᆫ글 ㄱㄴㄷ 각",
    "emoji": "👨‍👩‍👧‍👦 👍🏽 🇰🇷🇯🇵 ❤️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 1️⃣ e\u0301 ☕️",
}
RANGES = [
    (0x20, 0x7F), (0xA0, 0x24F), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x4FF), (0x590, 0x6FF), (0x900, 0xDFF),
    (0xE00, 0xEFF), (0x1000, 0x109F), (0x1100, 0x11FF), (0x1E00, 0x20FF), (0x2100, 0x2BFF), (0x3000, 0x30FF),
    (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xFB00, 0xFDFF), (0xFE00, 0xFFEF), (0x1F300, 0x1FAFF), (0x10000, 0x107FF),
    (0x1D400, 0x1D7FF), (0x20000, 0x2A6DF), (0xE0100, 0xE01EF), (1, 0x1F), (0x1680, 0x1690), (0x2000, 0x2030),
]
KINDS = ["english", "korean", "japanese", "code", "unicode", "scripts"]


def text(kind, size):
    """Text of a kind, of at least that many bytes of UTF-8, the same every time."""
    rnd = random.Random(20)
    parts, length = [], 0
    while length < size:
        if kind == "unicode":
            low, high = rnd.choice(RANGES) if rnd.random() < 0.8 else (1, 0x3FFFF)
            points = [rnd.randint(low, high) for _ in range(rnd.choice([1, 1, 2, 3, 5]))]
            part = "".join(chr(p) for p in points if not 0xD800 <= p <= 0xDFFF)
            part += rnd.choice(["", "", "", " ", "  ", "\n", "'s", "42", "."])
        elif kind == "scripts":
            words = SCRIPTS[rnd.choice(list(SCRIPTS))].split(" ")
            first = rnd.randrange(len(words))
            part = " ".join(words[first:] + words[:first]) + rnd.choice(["\n", " ", "  ", ". "])
        elif kind == "code":
            part = "    " * rnd.randint(0, 3) + rnd.choice(CODE)
        else:
            words = {"english": ENGLISH, "korean": KOREAN, "japanese": JAPANESE}[kind]
            chosen = [rnd.choice(words) for _ in range(rnd.randint(3, 14))]
            part = ("" if kind == "japanese" else " ").join(chosen) + rnd.choice([". ", "! ", "?\n", ".\n\n", ";  "])
        parts.append(part)
        length += len(part.encode())
    return "".join(parts)


def lines(kind, size):
    whole = text(kind, size)
    return [whole[i : i + 700] for i in range(0, len(whole), 700)]


def digest(rows):
    sha = hashlib.sha256()
    for ids in rows:
        sha.update(struct.pack("<%di" % (len(ids) + 1), len(ids), *ids))
    return sha.hexdigest()


def train_bytes(pre, size=900, normalizer=None):
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    steps = pre + [pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(steps)
    tokenizer.decoder = decoders.ByteLevel()
    if normalizer:
        tokenizer.normalizer = normalizer
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        special_tokens=["<s>", "</s>"],
        show_progress=False,
    )
    tokenizer.train_from_iterator([text(k, 30_000) for k in KINDS], trainer)
    return tokenizer


def train_pieces(kind, size):
    import sentencepiece

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(l for k in KINDS[:4] for l in text(k, 30_000).split("\n") if l.strip()),
        model_writer=model,
        model_type=kind,
        vocab_size=size,
        byte_fallback=kind == "bpe",
        normalization_rule_name="identity" if kind == "bpe" else "nmt_nfkc",
        remove_extra_whitespaces=kind != "bpe",
        character_coverage=0.98,
        num_threads=1,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    return model.getvalue()


def split(regex):
    from tokenizers import Regex, pre_tokenizers

    return pre_tokenizers.Split(Regex(regex), "isolated")


def vocabularies():
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

    contraction = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
    tail = r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
    word = r"|[^\r\n\p{L}\p{N}]?\p{L}+"
    upper, lower = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
    lead = r"[^\r\n\p{L}\p{N}]?"
    cased = f"{lead}{upper}*{lower}+{contraction}?|{lead}{upper}+{lower}*{contraction}?" + r"|\p{N}{1,3}"
    yield "llama3", train_bytes([split(contraction + word + r"|\p{N}{1,3}" + tail)])
    yield "qwen2", train_bytes([split(contraction + word + r"|\p{N}" + tail)], normalizer=normalizers.NFC())
    yield "gpt-4o", train_bytes([split(cased + r"| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+")])
    yield "smollm", train_bytes([pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(False)][:1])
    unigram = Tokenizer(models.Unigram())
    unigram.normalizer = normalizers.NFKC()
    unigram.pre_tokenizer = pre_tokenizers.Metaspace()
    unigram.decoder = decoders.Metaspace()
    unigram.train_from_iterator(
        [l for k in KINDS[:4] for l in text(k, 30_000).split("\n")],
        trainers.UnigramTrainer(vocab_size=700, unk_token="<unk>", special_tokens=["<unk>", "<s>"], show_progress=False),
    )
    yield "unigram", unigram
    words = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    words.normalizer = normalizers.BertNormalizer()
    words.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    words.decoder = decoders.WordPiece()
    words.train_from_iterator(
        [text(k, 30_000) for k in KINDS[:4]],
        trainers.WordPieceTrainer(vocab_size=700, special_tokens=["[UNK]", "[CLS]", "[SEP]"], show_progress=False),
    )
    words.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    yield "wordpiece", words


def write_gguf(path, pre, tokens, merges):
    import gguf

    writer = gguf.GGUFWriter(path, "llama")
    writer.add_block_count(1)
    writer.add_context_length(64)
    writer.add_embedding_length(8)
    writer.add_feed_forward_length(8)
    writer.add_head_count(1)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(pre)
    writer.add_token_list(tokens)
    writer.add_token_types([1] * len(tokens))
    writer.add_token_merges(merges)
    writer.add_bos_token_id(0)
    writer.add_eos_token_id(1)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()


def llama_rows(path, rows):
    import llama_cpp

    log = llama_cpp.llama_log_callback(lambda level, message, data: None)
    llama_cpp.llama_log_set(log, None)
    parameters = llama_cpp.llama_model_default_params()
    parameters.vocab_only = True
    model = llama_cpp.llama_model_load_from_file(path.encode(), parameters)
    if not model:
        return None
    vocabulary = llama_cpp.llama_model_get_vocab(model)
    encoded = []
    for row in rows:
        utf8 = row.encode()
        ids = (llama_cpp.llama_token * (len(utf8) + 16))()
        count = llama_cpp.llama_tokenize(vocabulary, utf8, len(utf8), ids, len(ids), False, True)
        encoded.append(list(ids[:count]))
    llama_cpp.llama_model_free(model)
    return encoded


def known(row):
    """Without the characters that llama.cpp's tables may be too old for."""
    return "".join(c for c in row if unicodedata.ucd_3_2_0.category(c) != "Cn")


def llama(rules):
    """Ids of llama.cpp for each rule, with merges that know nothing of words."""
    whole = train_bytes([split(r"[\s\S]{1,12}")], 1500)
    model = json.loads(whole.to_str())["model"]
    tokens = [t for t, _ in sorted(model["vocab"].items(), key=lambda e: e[1])]
    merges = [m if isinstance(m, str) else " ".join(m) for m in model["merges"]]
    rows = [known(l) for k in KINDS for l in lines(k, 6_000)]
    digests = {}
    with tempfile.TemporaryDirectory() as folder:
        for rule in rules:
            name = rule["names"][0]
            if rule.get("spaces") or name == "kimi-k2":  # combining marks: see docs/formats.md
                continue
            path = os.path.join(folder, name + ".gguf")
            write_gguf(path, name, tokens, merges)
            encoded = llama_rows(path, rows)
            if encoded is not None:
                digests[name] = digest(encoded)
    return {"tokens": tokens, "merges": merges, "rows": rows, "digests": digests}


def goldens(out):
    import sentencepiece

    here = os.path.dirname(os.path.abspath(__file__))
    resource = "../../main/resources/dev/sundog/model/tokenizer/pre-tokenizers.json"
    rules = json.load(open(os.path.join(here, resource), encoding="utf8"))
    golden = {"texts": {k: lines(k, 12_000) for k in KINDS}, "scripts": SCRIPTS, "tokenizers": [], "models": []}
    for name, tokenizer in vocabularies():
        ids = {k: digest([tokenizer.encode(l).ids for l in golden["texts"][k]]) for k in KINDS}
        scripts = {s: tokenizer.encode(t).ids for s, t in SCRIPTS.items()}
        golden["tokenizers"].append({"name": name, "json": tokenizer.to_str(), "digests": ids, "ids": scripts})
    for kind, size in (("bpe", 900), ("unigram", 600)):
        model = train_pieces(kind, size)
        pieces = sentencepiece.SentencePieceProcessor(model_proto=model)
        texts = {k: [" ".join(l.split()) for l in golden["texts"][k]] for k in KINDS[:4]}
        ids = {k: digest(pieces.encode(texts[k])) for k in texts}
        golden["models"].append({"name": kind, "model": base64.b64encode(model).decode(), "digests": ids})
    golden["llama"] = llama(rules)
    with gzip.GzipFile(out, "wb", mtime=0) as file:
        file.write(json.dumps(golden, ensure_ascii=False).encode())


def reference(path):
    """From rows of text to rows of ids, by the tool whose file it is."""
    if path.endswith(".gguf"):
        return lambda rows: llama_rows(path, rows)
    if path.endswith(".model"):
        import sentencepiece

        return sentencepiece.SentencePieceProcessor(model_file=path).encode
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(path)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return lambda rows: [e.ids for e in tokenizer.encode_batch(rows, add_special_tokens=False)]


def check(path, sundog):
    encode = reference(path)
    for kind in KINDS:
        rows = lines(kind, 1_000_000)
        if path.endswith(".gguf"):
            rows = [known(row) for row in rows]
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf8") as file:
            file.writelines(json.dumps({"text": row}) + "\n" for row in rows)
            file.flush()
            shown = subprocess.run(
                [sundog, "tokenize", path, "--lines", file.name, "--json"], capture_output=True, check=True
            ).stdout.decode()
        ours = [json.loads(line)["ids"] for line in shown.splitlines()]
        theirs = encode(rows)
        wrong = sum(a != b for a, b in zip(ours, theirs)) + abs(len(ours) - len(theirs))
        print(f"{kind}: {len(rows)} lines, {sum(map(len, theirs))} ids, {wrong} lines differ, {digest(ours)[:16]}", flush=True)
        for row, a, b in zip(rows, ours, theirs):
            if a != b:
                at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
                print("  first:", repr(row[:60]), at, a[at : at + 5], b[at : at + 5])
                break


if __name__ == "__main__":
    if sys.argv[1] == "--check":
        check(sys.argv[2], sys.argv[3])
    else:
        goldens(sys.argv[1])
