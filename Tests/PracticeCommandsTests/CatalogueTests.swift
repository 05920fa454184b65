import Testing

@testable import PracticeCommands

struct CatalogueTests {
    @Test("every sentence stands once in the catalogue")
    func complete() {
        let found = Catalogue.entries.map(\.sentence)
        #expect(Set(Sentence.allCases).subtracting(found).isEmpty)
        #expect(Dictionary(grouping: found) { $0 }.filter { $1.count > 1 }.keys.isEmpty)
    }

    @Test("no sentence is empty in a language, or padded where nothing follows")
    func filled() {
        for entry in Catalogue.entries {
            for text in [entry.english, entry.chinese] {
                #expect(!text.trimmingTrailingSpaces().isEmpty, "\(entry.sentence.rawValue)")
                #expect(!text.contains("\n") && !text.contains("\t"), "\(entry.sentence.rawValue)")
            }
        }
    }

    @Test("both languages take the same arguments, and every place has a name")
    func places() {
        for entry in Catalogue.entries {
            let (english, chinese) = (Placeholder.names(in: entry.english), Placeholder.names(in: entry.chinese))
            #expect(english == chinese, "\(entry.sentence.rawValue)")
            // What holds quotation marks is an example of JSON, shown as it stands.
            let names = english.filter { !$0.contains("\"") }
            #expect(names.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isLetter) }, "\(entry.sentence.rawValue)")
        }
    }

    @Test("English is written without Chinese characters, and Chinese with them")
    func scripts() {
        for entry in Catalogue.entries {
            #expect(!entry.english.hasHan, "\(entry.sentence.rawValue)")
            // A template of places and punctuation only, "{question}: ", has no words to translate.
            let hasWords = Placeholder.parts(of: entry.english).contains {
                if case .words(let words) = $0 { words.contains { $0.isLetter } } else { false }
            }
            #expect(entry.chinese.hasHan == hasWords, "\(entry.sentence.rawValue)")
        }
    }

    @Test("a person is called the same wherever a command is told: NAME in English, 简称 in Chinese")
    func people() {
        var count = 0
        for entry in Catalogue.entries {
            #expect(!entry.english.contains("SHORT-NAME"), "\(entry.sentence.rawValue)")
            #expect(entry.chinese.firstMatch(of: /\bNAME\b/) == nil, "\(entry.sentence.rawValue)")
            // Behind a command or an option stands what is typed, and that is no full name.
            #expect(entry.chinese.firstMatch(of: /tacet [a-z -]+ 姓名/) == nil, "\(entry.sentence.rawValue)")
            #expect(entry.chinese.firstMatch(of: /--[a-z-]+ 姓名/) == nil, "\(entry.sentence.rawValue)")
            if entry.chinese.contains("简称") && entry.english.contains("NAME") { count += 1 }
        }
        #expect(count > 10)
    }

    @Test("what stands for something to type is Chinese in Chinese: no word in capitals but what is typed or called so")
    func placeholders() {
        let meant: Set = [
            "AGE", "SECRET", "KEY", "YYYY", "MM", "DD", "ZIP", "SSH", "MB", "RFC", "UTC", "JSON", "UTF", "SHA", "TACET",
            "AS", "PRACTICE", "XDG", "STATE", "HOME", "RUNTIME", "DIR", "EDITOR", "VISUAL", "LANG", "PDF", "NAS", "RG",
        ]
        for entry in Catalogue.entries where entry.chinese.hasHan {
            let words = entry.chinese.matches(of: /\b[A-Z]{2,}\b/).map { String($0.output) }
            #expect(Set(words).isSubset(of: meant), "\(entry.sentence.rawValue): \(words)")
        }
    }

    @Test("an example of what to type has its placeholders in the reader's language, and nothing else")
    func typed() {
        let (english, chinese) = (Catalogue(.english), Catalogue(.simplifiedChinese))
        for (example, said) in [
            ("--new-passphrase-file FILE", "--new-passphrase-file 文件"),
            ("--client CLIENT --at TIME", "--client 来访者 --at 时间"), ("--member NAME", "--member 简称"),
            ("--name NAME", "--name 名称"), (#"{"reason": "TEXT"}"#, #"{"reason": "文字"}"#), ("FLAG", "编号"),
            ("tacet audit witness --key FILE CHECKPOINT", "tacet audit witness --key 文件 检查点"),
            ("--by client|counselor", "--by client|counselor"), ("--id C-X6RG", "--id C-X6RG"),
        ] {
            #expect(english.typed(example) == example)
            #expect(chinese.typed(example) == said)
        }
    }

    @Test("Chinese has its own punctuation after Chinese characters (GB/T 15834)")
    func punctuation() {
        for entry in Catalogue.entries {
            let scalars = Array(entry.chinese.unicodeScalars)
            for (former, latter) in zip(scalars, scalars.dropFirst()) where former.isHan {
                #expect(!",.;:!?".unicodeScalars.contains(latter), "\(entry.sentence.rawValue): \(entry.chinese)")
            }
        }
    }

    @Test("a sentence's name begins with its chapter")
    func names() {
        for sentence in Sentence.allCases {
            let parts = sentence.rawValue.split(separator: ".")
            #expect(parts.count == 2, "\(sentence.rawValue)")
            #expect("\(sentence)".hasPrefix(parts[0]), "\(sentence.rawValue)")
        }
    }

    @Test("arguments are filled in, in each language, and cleaned of what steers a terminal")
    func filledIn() {
        let arguments = ["id": "A\u{1B}[2JB\nC"]
        #expect(Catalogue(.english).text(.faultNotFound, arguments) == "Nothing here has the id 'A‹U+001B›[2JB C'.")
        #expect(Catalogue(.simplifiedChinese).text(.faultNotFound, arguments) == "没有编号为 'A‹U+001B›[2JB C' 的内容。")
    }

    @Test("nothing in an argument is taken for a place, and a place without an argument shows itself")
    func unfilled() {
        let text = Catalogue(.english).text(.faultAmbiguous, ["id": "{candidates}", "candidates": "{id}"])
        #expect(text == "'{candidates}' could mean several: {id}.")
        #expect(Catalogue(.english).text(.faultNotFound) == "Nothing here has the id '{id}'.")
    }

    @Test("lists and paragraphs are joined as each language joins them")
    func joined() {
        #expect(Catalogue(.english).list(["a", "b"]) == "a, b")
        #expect(Catalogue(.simplifiedChinese).list(["甲", "乙"]) == "甲、乙")
        #expect(Catalogue(.english).paragraph(["One.", "", "Two."]) == "One. Two.")
        #expect(Catalogue(.simplifiedChinese).paragraph(["一。", "", "二。"]) == "一。二。")
    }
}
