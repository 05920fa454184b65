import Testing

@testable import PracticeCommands

struct TextFittingTests {
    private static let samples = [
        "", "a", "short", "a text that is rather longer than one line of it", "来访者谈到失眠与考试压力，表示希望继续会谈。",
        "王小明（Wang Xiaoming）于 2026年12月1日 来访。", "👩‍👩‍👧‍👦👍🏽🇨🇳☎️", "e\u{301}e\u{301}e\u{301}e\u{301}",
        String(repeating: "长", count: 500), String(repeating: "long ", count: 500), "   ", "“引号”与《书名》、（括号）……",
        "averyveryverylongwordwithoutanyplacetobreakit",
    ]

    @Test("a text that is cut has at most the columns asked for, ends in … and is never cut inside a character")
    func truncated() {
        for text in Self.samples {
            for columns in 0...60 {
                let cut = TextFitting.truncated(text, to: columns)
                #expect(DisplayWidth.columns(of: cut) <= columns)
                if cut == text { continue }
                #expect(columns == 0 ? cut.isEmpty : cut.last == "…")
                #expect(Array(text).starts(with: Array(cut.dropLast())))
                // Nothing that would have fitted is left out.
                #expect(DisplayWidth.columns(of: cut) >= columns - 1)
            }
        }
    }

    @Test("what stands in brackets at the end of a line is not taken from its bracket")
    func brackets() {
        #expect(TextFitting.wrapped("Continue it? [y/N]", to: 17) == ["Continue it?", "[y/N]"])
        #expect(TextFitting.wrapped("确定结案吗？ [是/否]", to: 18) == ["确定结案吗？", "[是/否]"])
    }

    @Test("a moment, a number in groups and a command stand on one line wherever they fit into one")
    func keptTogether() {
        let kept = [
            "Due Sat 2026-11-28 10:00–10:50. Call 139 0000 0000: 'tacet audit verify --deep --as fang' tells it.":
                ["Sat 2026-11-28 10:00–10:50", "139 0000 0000", "'tacet audit verify --deep --as fang'"],
            "危机 8AWZ，高危：尚无人接手，期限 2026-11-28 周六 10:00。请致电 139 0000 0000，详见 'tacet crisis show 8AWZ'。":
                ["2026-11-28 周六 10:00", "139 0000 0000", "'tacet crisis show 8AWZ'"],
            // A weekday for itself too, where the moment is too wide.
            "会谈 2026-11-30 周一 00:30–01:20": ["周一"],
            "CRISIS 8AWZ: nobody took it up by Sat 2026-11-28 10:00. tacet crisis reassess 8AWZ --level high":
                ["Sat 2026-11-28 10:00", "tacet crisis reassess 8AWZ --level high"],
            "请重新提议（tacet crisis resolve 8AWZ），再由 su 审签（tacet crisis resolve 8AWZ --cosign）。":
                ["tacet crisis resolve 8AWZ", "tacet crisis resolve 8AWZ --cosign"],
        ]
        for (text, parts) in kept {
            for columns in 10...90 {
                let lines = TextFitting.wrapped(text, to: columns)
                #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
                for part in parts where DisplayWidth.columns(of: part) + 6 <= columns {
                    #expect(lines.contains { $0.contains(part) }, "\(columns) \(lines)")
                }
                #expect(columns < 45 || lines.allSatisfy { DisplayWidth.columns(of: $0) <= columns }, "\(lines)")
            }
        }
        // What is longer than a line breaks as ever.
        let prose = "Whoever has tacet unlock their keys types nothing for a while and locks them again later."
        #expect(TextFitting.wrapped(prose, to: 40).allSatisfy { $0.count <= 40 })
    }

    @Test("a text is filled up on the side asked for, by columns and not by characters")
    func padded() {
        #expect(TextFitting.padded("林", to: 5) == "林   ")
        #expect(TextFitting.padded("林", to: 5, alignment: .trailing) == "   林")
        #expect(TextFitting.padded("e\u{301}", to: 3) == "e\u{301}  ")
        #expect(TextFitting.padded("too long", to: 3) == "too long")
        for text in Self.samples {
            #expect(DisplayWidth.columns(of: TextFitting.padded(text, to: 70)) >= 70)
        }
    }

    @Test("wrapping loses nothing but the spaces at line ends")
    func lossless() {
        for text in Self.samples {
            for columns in 1...40 {
                let lines = TextFitting.wrapped(text, to: columns)
                #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
                #expect(lines.allSatisfy { $0.last != " " })
            }
        }
    }

    @Test("a line fits where there is a place to break")
    func fits() {
        for text in Self.samples.filter({ !$0.contains("very") && !$0.contains("…") }) {
            for columns in 20...60 {
                for line in TextFitting.wrapped(text, to: columns) {
                    #expect(DisplayWidth.columns(of: line) <= columns, "\(line)")
                }
            }
        }
    }

    @Test("no line begins with a closing mark or ends with an opening one (GB/T 15834)")
    func marks() {
        let text = "他说：“我很累。”（停顿）“但是，我想继续！”——《日记》，第3页；见附件（一）。"
        for columns in 6...40 {
            let lines = TextFitting.wrapped(text, to: columns)
            for line in lines.dropFirst() { #expect(!"，。、；：？！）」』》〉】”’…".contains(line.first ?? "x"), "\(line)") }
            for line in lines.dropLast() { #expect(!"（「『《〈【“‘".contains(line.last ?? "x"), "\(line)") }
        }
    }

    @Test("no character stands alone on the last line, where the line before can spare one (单字不成行)")
    func company() {
        #expect(TextFitting.wrapped("自由格式", to: 6) == ["自由", "格式"])
        #expect(TextFitting.wrapped("签署记录", to: 7) == ["签署", "记录"])
        #expect(TextFitting.wrapped("由督导师负责。", to: 12) == ["由督导师", "负责。"])
        #expect(TextFitting.wrapped("  由督导师负责。", to: 14) == ["  由督导师", "  负责。"])
        // A line of two gives none away, and what is no character of Chinese needs none.
        #expect(TextFitting.wrapped("一二三", to: 4) == ["一二", "三"])
        #expect(TextFitting.wrapped("请输入编号 y", to: 10) == ["请输入编号", "y"])
        #expect(TextFitting.wrapped("运行 tacet 后", to: 10) == ["运行 tacet", "后"])
        for columns in 8...40 {
            let lines = TextFitting.wrapped("来访者谈到失眠与考试压力，表示希望继续会谈，并约定下周再来。", to: columns)
            #expect((lines.last ?? "").filter { $0 != "。" }.count > 1, "\(lines)")
            #expect(lines.allSatisfy { DisplayWidth.columns(of: $0) <= columns }, "\(lines)")
        }
    }

    @Test("line ends stay, and without a width nothing is wrapped")
    func lines() {
        #expect(TextFitting.wrapped("一\n\n二三", to: 2) == ["一", "", "二", "三"])
        #expect(TextFitting.wrapped("one two\nthree", to: nil) == ["one two", "three"])
        #expect(TextFitting.wrapped("one two", to: 0) == ["one two"])
        #expect(TextFitting.wrapped("one two", to: 5) == ["one", "two"])
    }
}
