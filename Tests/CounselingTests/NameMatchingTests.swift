import Counseling
import Testing

@Suite("Finding names")
struct NameMatchingTests {
    private func finds(_ query: String, _ name: String) throws -> Bool {
        try NameMatching(query).matches(PersonName(name))
    }

    @Test(
        "林梅 is found by characters, by full pinyin, by initials and by what lies between",
        arguments: [
            "林", "梅", "林梅", "林 梅", "lm", "LM", "l", "lin", "linmei", "lin mei", "LinMei", "linm", "lmei", "mei", "m",
            "lín méi", "Lín-Méi",
        ])
    func linMei(query: String) throws {
        #expect(try finds(query, "林梅"))
    }

    @Test(
        "林梅 is not found by anything else",
        arguments: [
            "李", "梅林", "ml", "lime", "meilin", "lmm", "linmeix", "ln", "xlin", "林梅花", "lin1", "林m",
        ])
    func notLinMei(query: String) throws {
        #expect(try !finds(query, "林梅"))
    }

    @Test(
        "surnames are found by the reading they have as surnames",
        arguments: [
            ("曾国藩", "zengguofan"), ("曾国藩", "zgf"), ("单田芳", "shantianfang"), ("单田芳", "stf"), ("解晓东", "xiexiaodong"),
            ("解晓东", "xxd"), ("仇英", "qiuying"), ("仇英", "qy"), ("查良镛", "zhaliangyong"), ("尉迟恭", "yuchigong"),
            ("尉迟恭", "ycg"), ("欧阳修", "ouyangxiu"), ("欧阳修", "oyx"), ("万俟卨", "moqi"), ("单于", "chanyu"),
            ("区小明", "ouxiaoming"),
            ("朴树", "piaoshu"), ("任远", "renyuan"), ("盖叫天", "gejiaotian"), ("乐毅", "yueyi"), ("翟天", "zhaitian"),
            ("覃海", "qinhai"), ("覃海", "tanhai"), ("缪斯", "miaosi"), ("种师", "chongshi"), ("澹台明", "tantaiming"),
            ("长孙无忌", "zhangsun"), ("華羅庚", "hualuogeng"), ("歐陽修", "oyx"), ("黑天", "hetian"), ("員半千", "yun"),
        ])
    func surnames(name: String, query: String) throws {
        #expect(try finds(query, name))
    }

    @Test("a surname's reading is not given to the same character elsewhere in the name")
    func surnameReadingOnlyAtTheHead() throws {
        #expect(try finds("wxie", "王解") == false)
        #expect(try finds("wjie", "王解"))
        #expect(try finds("yu", "王尉") == false)
    }

    @Test(
        "a character with several readings is found by each",
        arguments: [
            ("王乐", "wangle"), ("王乐", "wangyue"), ("李朝", "lichao"), ("李朝", "lizhao"), ("张茜", "zhangqian"),
            ("张茜", "zhangxi"),
            ("陈晟", "chensheng"), ("陈晟", "chencheng"),
        ])
    func severalReadings(name: String, query: String) throws {
        #expect(try finds(query, name))
    }

    @Test("frequent surnames are read as everyone reads them")
    func frequentSurnames() throws {
        // A hundred frequent surnames, with their readings.
        let list = """
            王wang 李li 张zhang 刘liu 陈chen 杨yang 黄huang 赵zhao 吴wu 周zhou 徐xu 孙sun 马ma 朱zhu 胡hu 郭guo 何he 林lin 罗luo
            高gao 郑zheng 梁liang 谢xie 宋song 唐tang 许xu 韩han 邓deng 冯feng 曹cao 彭peng 曾zeng 肖xiao 田tian 董dong 潘pan 袁yuan
            蔡cai 蒋jiang 余yu 于yu 杜du 叶ye 程cheng 魏wei 苏su 吕lv 丁ding 任ren 卢lu 姚yao 沈shen 钟zhong 姜jiang 崔cui 谭tan
            陆lu 范fan 汪wang 廖liao 石shi 金jin 韦wei 贾jia 夏xia 付fu 方fang 邹zou 熊xiong 白bai 孟meng 秦qin 邱qiu 侯hou 江jiang
            尹yin 薛xue 闫yan 段duan 雷lei 龙long 黎li 史shi 陶tao 贺he 毛mao 郝hao 顾gu 龚gong 邵shao 万wan 覃qin 武wu 钱qian 戴dai
            严yan 莫mo 孔kong 向xiang 常chang
            """
        let entries = list.split(whereSeparator: \.isWhitespace)
        #expect(entries.count == 100)
        for entry in entries {
            let reading = String(entry.dropFirst())
            #expect(try finds(reading, String(entry.prefix(1)) + "一"))
            #expect(try !finds("x" + reading + "x", String(entry.prefix(1)) + "一"))
        }
    }

    @Test("ü is typed as v, yu, u or itself", arguments: ["lv", "lyu", "lu", "lü", "lǚ", "Lü", "lvb", "lvbu"])
    func umlaut(query: String) throws {
        #expect(try finds(query, "吕布"))
    }

    @Test(
        "initials of two letters count as one initial", arguments: ["zgl", "zhgl", "zhugel", "zgliang", "zhugeliang"])
    func doubleInitials(query: String) throws {
        #expect(try finds(query, "诸葛亮"))
    }

    @Test(
        "names in other scripts are found by any part, whatever the case and the spelling of accents",
        arguments: [
            ("Anna Lee", "anna"), ("Anna Lee", "LEE"), ("Anna Lee", "anna lee"), ("Anna Lee", "annalee"),
            ("Jos\u{E9}", "jose\u{301}"),
            ("JOSÉ", "josé"), ("Straße", "STRASSE"), ("ΝΊΚΟΣ", "νίκος"), ("O’Neil", "o'neil"), ("阿卜杜·热合曼", "阿卜杜热合曼"),
            ("阿卜杜·热合曼", "abdrhm"), ("王 Amy", "wangamy"), ("王Amy", "wa"),
        ])
    func otherScripts(name: String, query: String) throws {
        #expect(try finds(query, name))
    }

    @Test("a name without Chinese characters is not searched by initials")
    func noInitialsOfLatinNames() throws {
        #expect(try !finds("anl", "Anna Lee"))
        #expect(try !finds("alee", "Anna Bo Lee"))
    }

    @Test("the last digits of a phone find a client, from three digits on, however the number is written")
    func phones() throws {
        let profile = try ClientProfile(
            name: PersonName("林梅"), phones: [PhoneNumber("+86 138-0000-5678"), PhoneNumber("010-1234")],
            today: day("2026-12-01"))
        for query in ["678", "5678", "0000 5678", "0000-5678", "13800005678", "+8613800005678", "1234"] {
            #expect(try NameMatching(query).matches(profile))
        }
        for query in ["78", "567", "138", "9678", "113800005678000"] {
            #expect(try !NameMatching(query).matches(profile))
        }
    }

    @Test("staff are found by full name and by short name")
    func staff() throws {
        let member = StaffMember(
            fullName: try PersonName("王芳"), shortName: try ShortName("fang-w"), roles: [.counselor],
            since: try day("2026-12-01"))
        for query in ["王", "wf", "wangf", "fang-w", "fangw"] { #expect(try NameMatching(query).matches(member)) }
        #expect(try !NameMatching("lin").matches(member))
    }

    @Test("an empty search is refused, and so is one longer than any name")
    func emptySearch() {
        for query in ["", "  ", "-", "·"] {
            #expect(throws: CounselingError.field("search", .missing)) { try NameMatching(query) }
        }
        #expect(throws: CounselingError.field("search", .tooLong(limit: 200))) {
            try NameMatching(String(repeating: "a", count: 201))
        }
    }

    @Test("the longest repetitive search over the longest repetitive name ends soon")
    func noExplosion() throws {
        let name = String(repeating: "阿", count: 200)
        #expect(try finds(String(repeating: "a", count: 200), name))
        #expect(try !finds(String(repeating: "a", count: 199) + "z", name))
    }
}
