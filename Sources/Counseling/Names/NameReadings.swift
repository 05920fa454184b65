/// How a name's characters may be read, position by position, where the usual reading is not the only or not the right one.
enum NameReadings {
    /// One character of a name.
    struct Position {
        /// The spellings that a search may use; empty for a mark between parts of a name, which a search skips.
        let spellings: [[UInt8]]
        /// Whether the first letter may stand for the whole, which is so for Han characters.
        let hasInitial: Bool
    }

    /// The positions of a name in folded form.
    static func positions(of name: String) -> [Position] {
        let scalars = Array(name.unicodeScalars)
        let compound = compoundSurnames[String(String.UnicodeScalarView(scalars.prefix(2)))]
        return scalars.enumerated().map { index, scalar in
            guard let usual = PinyinReadings.usual(scalar) else { return other(scalar) }
            var syllables = [usual] + syllableList(otherReadings[scalar])
            if let compound, index < 2 {
                syllables += [Array(compound[index].utf8)]
            } else if index == 0 {
                syllables += syllableList(surnames[scalar])
            }
            return Position(spellings: syllables.flatMap(PinyinReadings.spellings), hasInitial: true)
        }
    }

    private static func other(_ scalar: Unicode.Scalar) -> Position {
        let isLetter = scalar.properties.isAlphabetic
        return Position(spellings: isLetter ? [Array(String(scalar).utf8)] : [], hasInitial: false)
    }

    private static func syllableList(_ text: String?) -> [[UInt8]] {
        (text ?? "").utf8.split(separator: UInt8(ascii: " ")).map(Array.init)
    }

    /// Surnames of one character that are read otherwise than the same character elsewhere.
    private static let surnames: [Unicode.Scalar: String] = [
        "單": "shan", "解": "xie", "仇": "qiu", "查": "zha", "区": "ou", "區": "ou", "朴": "piao", "盖": "ge",
        "蓋": "ge", "折": "she", "员": "yun", "員": "yun", "黑": "he", "召": "shao", "种": "chong", "秘": "bi",
        "祕": "bi", "繁": "po", "洗": "xian", "薄": "bo", "覃": "qin", "谌": "shen", "諶": "shen", "缪": "miao",
        "繆": "miao", "牟": "mu", "隗": "kui", "郗": "chi", "郇": "xun", "宓": "fu", "不": "fou", "都": "du",
        "祭": "zhai", "句": "gou", "莘": "xin", "能": "nai", "角": "jue", "郄": "xi", "乜": "nie", "尉": "yu",
        "颉": "xie", "适": "kuo", "钭": "tou", "卜": "bu", "粘": "nian",
    ]

    /// Surnames of two characters with a reading that their characters do not have apart.
    private static let compoundSurnames: [String: [String]] = [
        "尉迟": ["yu", "chi"], "尉遲": ["yu", "chi"], "万俟": ["mo", "qi"], "萬俟": ["mo", "qi"],
        "单于": ["chan", "yu"], "單于": ["chan", "yu"], "澹台": ["tan", "tai"], "澹臺": ["tan", "tai"],
        "乐正": ["yue", "zheng"], "樂正": ["yue", "zheng"],
    ]

    /// Further readings of characters that are frequent in given names; which is meant only the bearer knows.
    private static let otherReadings: [Unicode.Scalar: String] = [
        "乐": "yue", "樂": "yue", "朝": "zhao", "行": "hang", "长": "chang", "長": "chang", "重": "chong",
        "曾": "zeng", "茜": "xi", "莎": "suo", "晟": "sheng", "蔚": "yu", "乾": "gan", "奇": "ji", "盛": "cheng",
        "柏": "bo", "强": "jiang", "藏": "zang", "翟": "zhai", "会": "kuai", "调": "tiao", "娜": "nuo",
        "筠": "jun", "隽": "jun", "雋": "jun", "炅": "gui", "露": "lou", "葚": "shen", "见": "xian",
        "传": "zhuan", "還": "huan", "还": "huan", "省": "xing", "单": "shan", "拓": "tuo", "参": "shen",
        "參": "shen", "校": "jiao", "殷": "yan", "藉": "jie", "琢": "zhuo", "圈": "juan", "峙": "shi",
        "焯": "zhuo", "嬛": "xuan", "珲": "hui", "仔": "zai", "伽": "qie", "兒": "ni", "镐": "hao", "鎬": "gao",
        "阿": "e", "降": "xiang", "陶": "yao", "遗": "wei", "鹄": "hu", "鵠": "gu", "纶": "guan", "綸": "guan",
        "绿": "lu", "綠": "lu", "车": "ju", "車": "ju",
    ]
}
