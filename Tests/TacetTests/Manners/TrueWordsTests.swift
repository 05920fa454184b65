import Foundation
import Glibc
import Testing

/// Refusals give the true reason, and hints name what whoever reads them can do next.
struct TrueWordsTests {
    @Test("'join' under a short name whose identity is there says so before it asks anything, and what to do instead")
    func joinedAlready() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let identity = place.folder.appendingPathComponent("Keys/fang.identity")
        let before = try Data(contentsOf: identity)
        for (language, there, other) in [
            ("en", "There is an identity for 'fang' here already", "'tacet join NAME'"),
            ("zh-Hans", "此处已有“fang”的身份文件", "'tacet join 简称'"),
        ] {
            // Without a form, a passphrase or a terminal: whoever asked first would end with 64 or 77.
            let told = try place.run(["join", "fang"], language: language)
            #expect(told.status == 73 && told.errors.contains(there) && told.errors.contains(other), "\(told.errors)")
            #expect(told.errors.contains("'tacet welcome Keys/fang.welcome'"), "\(told.errors)")
        }
        #expect(try place.run(["join", "fang", "--json"]).code() == "already-there")
        #expect(try Data(contentsOf: identity) == before)
    }

    @Test("without a role 'staff admit' and 'staff role' name the option, with an example that works when typed")
    func withoutRole() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let joined = try place.run(
            ["join", "lin", "--from", "-", "--work-factor", "17"], as: "lin", input: #"{"name": "林"}"#)
        try #require(joined.status == 0, "\(joined.errors)")
        let spaced = place.folder.appendingPathComponent("Keys/of lin.public")
        try FileManager.default.copyItem(at: place.folder.appendingPathComponent("Keys/lin.public"), to: spaced)
        for (language, named, example) in [
            ("en", "Say which role with --role", "For example: "), ("zh-Hans", "请用 --role 指定角色", "例如："),
        ] {
            for (words, command) in [
                (["admit", "Keys/of lin.public"], "tacet staff admit 'Keys/of lin.public' --role counselor --as fang"),
                (["role", "add", "fang"], "tacet staff role add fang --role counselor --as fang"),
                (["role", "remove", "fang"], "tacet staff role remove fang --role counselor --as fang"),
            ] {
                let told = try place.run(["staff"] + words, as: "fang", language: language)
                #expect(told.status == 65 && told.errors.contains(named), "\(told.errors)")
                #expect(told.errors.contains(example + command + "\n"), "\(told.errors)")
            }
        }
        #expect(try place.run(["staff", "admit", "Keys/lin.public", "--json"], as: "fang").code() == "no-role")
        let refused = try place.run(["staff", "admit", "Keys/of lin.public", "--json"], as: "fang")
        let hint = try #require(try refused.error()["hint"] as? String)
        let example = String(hint.dropFirst("For example: ".count))
        let passphrase = try place.passphraseFile("fang")
        let tacet = "tacet() { '\(place.program.path)' \"$@\" --passphrase-file '\(passphrase)' --yes; }"
        let typed = try place.onTerminal([tacet, example].joined(separator: "\n"), people: [])
        #expect(typed.status == 0 && typed.screen.contains("is admitted"), "\(typed.screen)")
    }

    @Test("whoever may not list cases is not told of a case that nobody named; the trail says the same")
    func listOfCases() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["su", "aud"])
        for person in ["su", "aud"] {
            for command in [["case", "list"], ["retention", "due"]] {
                let refused = try place.run(command, as: person)
                #expect(refused.status == 77 && !refused.errors.contains("another counselor"), "\(refused.errors)")
                #expect(refused.errors.contains("needs the role front desk"), "\(refused.errors)")
            }
            let chinese = try place.run(["case", "list"], as: person, language: "zh-Hans")
            #expect(chinese.errors.contains("此操作需要以下角色：前台"), "\(chinese.errors)")
        }
        let log = try place.run(["audit", "log"], as: "aud").output
        #expect(log.contains("needs the role front desk") && !log.contains("another counselor"), "\(log)")
    }

    @Test("an empty list of clients says how to register one to those who may, and to nobody else")
    func emptyList() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "mo"])
        for (person, isTold) in [("fang", true), ("mo", true), ("lin", false)] {
            for language in ["en", "zh-Hans"] {
                let listed = try place.run(["client", "list"], as: person, language: language)
                #expect(listed.status == 0 && listed.errors.contains("tacet client add") == isTold, "\(listed.errors)")
                #expect(!listed.errors.isEmpty)
            }
        }
    }

    @Test("the guide to the first day says that the director opens a case")
    func firstDay() throws {
        let place = try Workplace()
        defer { place.remove() }
        let english = try place.run(["help", "first-day"]).output.split(whereSeparator: \.isWhitespace)
            .joined(separator: " ")
        #expect(english.contains("the director gives them a counselor with 'tacet case open"), "\(english)")
        let chinese = try place.run(["help", "first-day"], language: "zh-Hans").output
        #expect(chinese.filter { !$0.isWhitespace }.contains("咨询服务负责人用'tacetcaseopen"), "\(chinese)")
    }

    @Test("an addition to one's own draft stands in the trail as refused because it is not signed")
    func additionToDraft() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "aud"])
        let opened = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin")
        let written = try place.run(
            ["note", "write", opened.id, "--from", "-", "--json"], as: "lin", input: "首次会谈")
        let note = try #require(try written.json()["id"] as? String, "\(written.errors)")
        #expect(try place.run(["note", "add", note, "--from", "-"], as: "lin", input: "补充").status == 75)
        for (language, reason) in [("en", "The session note is not signed yet."), ("zh-Hans", "该咨询记录尚未签署。")] {
            let log = try place.run(["audit", "log", "--subject", note], as: "aud", language: language).output
            let squeezed = log.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(squeezed.contains(reason) && !squeezed.contains("only its author may see"), "\(log)")
        }
        let json = try place.run(["audit", "log", "--subject", note, "--json"], as: "aud").json()
        let entries = try #require(json["entries"] as? [[String: Any]])
        #expect(entries.contains { $0["rule"] as? String == "note-is-not-signed" })
    }

    @Test("in the trail a case for somebody who does not counsel is refused because of them, not of the director")
    func caseForOthers() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["mo", "aud"])
        let client = try place.client("王小明")
        #expect(try place.run(["case", "open", client, "--counselor", "mo"], as: "fang").status == 77)
        let log = try place.run(["audit", "log"], as: "aud").output
        #expect(log.contains("The person named is no active counselor or trainee."), "\(log)")
    }

    @Test("a code that nobody can be asked for is given with the option that the command has, and not with --from")
    func codesWithoutTerminal() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let joined = try place.run(
            ["join", "lin", "--from", "-", "--work-factor", "17"], as: "lin", input: #"{"name": "林梅"}"#)
        #expect(joined.status == 0, "\(joined.errors)")
        for (command, person, option) in [
            (["welcome", "Keys/lin.welcome"], "lin", "--code-file FILE"),
            (["recovery", "use-card", "fang"], "fang", "--card-file FILE"),
            (
                ["backup", "make", "--to", place.everything.path, "--passphrase"], "fang",
                "--backup-passphrase-file FILE"
            ),
        ] {
            let told = try place.run(command, as: person)
            #expect(told.status == 64 && told.errors.contains("Give \(option)"), "\(told.errors)")
            #expect(!told.errors.contains("--from"), "\(told.errors)")
            let chinese = try place.run(command, as: person, language: "zh-Hans")
            #expect(chinese.errors.contains("请给出 \(option.replacing("FILE", with: "文件"))"), "\(chinese.errors)")
        }
    }

    @Test("'init' in a folder that is not there names it, and the command that makes it, before anything is asked")
    func noFolder() throws {
        let place = try Workplace()
        defer { place.remove() }
        let path = place.everything.path + "/new practice"
        for (language, said) in [("en", "There is no folder '\(path)'"), ("zh-Hans", "没有文件夹 '\(path)'")] {
            let told = try place.run(["init", "--practice", path], language: language)
            #expect(told.status == 66 && told.errors.contains(said), "\(told.errors)")
            #expect(told.errors.contains("mkdir '\(path)'"), "\(told.errors)")
        }
    }

    @Test("a folder that one may not enter is not said to hold no practice")
    func hiddenFolder() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let folder = place.folder.path
        // Root enters everything: then somebody else tries.
        let isRoot = geteuid() == 0
        let asOther = #"exec setpriv --reuid 65534 --regid 65534 --clear-groups "$0" "$@""#
        #expect(chmod(folder, isRoot ? 0o750 : 0) == 0)
        defer { chmod(folder, 0o750) }
        for (language, said) in [
            ("en", "You may not enter the folder '\(folder)'"), ("zh-Hans", "您没有进入文件夹 '\(folder)'"),
        ] {
            for command in [["status"], ["check"], ["audit", "verify"], ["client", "list"]] {
                let told = try place.run(
                    where: isRoot ? asOther : ":", command + ["--practice", folder], language: language,
                    in: place.everything)
                #expect(told.status == 69 && told.errors.contains(said), "\(told.errors)")
                #expect(!told.errors.contains("tacet init"), "\(told.errors)")
            }
        }
        let told = try place.run(
            where: isRoot ? asOther : ":", ["status", "--json", "--practice", folder], in: place.everything)
        #expect(try told.code() == "forbidden")
        // What is truly empty is said to be so.
        #expect(try place.run(["status", "--json"], in: place.everything).code() == "no-practice")
    }

    @Test("a state folder that may not be entered, or is a file, is told, and nothing is called whole without it")
    func hiddenState() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let state = place.state.path
        let isRoot = geteuid() == 0
        if isRoot { try #require(try Workplace.shell("chown -R 65534:65534 '\(place.everything.path)'") == 0) }
        let asOther = isRoot ? #"exec setpriv --reuid 65534 --regid 65534 --clear-groups "$0" "$@""# : ":"
        // On a computer that never saw the practice nothing is the matter.
        let elsewhere = try place.run(
            where: "export XDG_STATE_HOME='\(place.everything.path)/none'; \(asOther)", ["audit", "verify"])
        #expect(elsewhere.status == 0, "\(elsewhere)")
        for folder in [state, state + "/tacet"] {
            #expect(chmod(folder, 0) == 0)
            defer { chmod(folder, 0o700) }
            for (language, said) in [("en", "remembers what you saw"), ("zh-Hans", "记录您所见")] {
                for command in [["audit", "verify"], ["audit", "verify", "--deep"]] {
                    let told = try place.run(where: asOther, command, language: language)
                    #expect(told.status == 74 && told.errors.contains(said), "\(folder) \(told)")
                    #expect(!told.output.contains("whole"), "\(told.output)")
                }
                let check = try place.run(where: asOther, ["check"], language: language)
                #expect(check.status == 78 && check.output.contains(said), "\(check)")
            }
            let told = try place.run(where: asOther, ["check", "--json"])
            let points = try told.json()["points"] as? [[String: Any]]
            #expect(points?.contains { $0["code"] as? String == "state-folder" } == true)
        }
        // What is seen cannot be remembered where nothing may be written.
        for folder in [state, state + "/tacet"] {
            let nothing = try place.run(where: asOther, ["check", "--json"])
            let before = try nothing.json()["points"] as? [[String: Any]]
            #expect(before?.contains { $0["code"] as? String == "state-folder" } == false, "\(nothing.output)")
            #expect(chmod(folder, 0o500) == 0)
            defer { chmod(folder, 0o700) }
            guard folder != state else { continue }
            let told = try place.run(where: asOther, ["check", "--json"])
            let points = try told.json()["points"] as? [[String: Any]]
            #expect(points?.contains { $0["code"] as? String == "state-folder" } == true, "\(told.output)")
        }
        // What is no folder holds no pin, and none is damaged.
        let file = place.everything.path + "/file"
        try Data().write(to: URL(fileURLWithPath: file))
        for home in ["/dev/null", file] {
            for (command, person) in [(["audit", "verify"], nil), (["client", "list"], "fang")] {
                let told = try place.run(where: "export XDG_STATE_HOME='\(home)'", command, as: person)
                #expect(told.status == 74 && told.errors.contains("'\(home)/tacet'"), "\(told)")
                #expect(!told.errors.contains("damaged"), "\(told.errors)")
            }
        }
        // A fault of the record itself is told first.
        try place.alter("DELETE FROM row WHERE class = 6")
        #expect(chmod(state, 0) == 0)
        defer { chmod(state, 0o700) }
        #expect(try place.run(where: asOther, ["audit", "verify"]).status == 76)
    }

    @Test("where Keys/ may not be entered nobody is told that they have no identity")
    func hiddenKeys() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let keys = place.folder.path + "/Keys"
        let isRoot = geteuid() == 0
        if isRoot { try #require(try Workplace.shell("chown -R 65534:65534 '\(place.everything.path)'") == 0) }
        let asOther = isRoot ? #"exec setpriv --reuid 65534 --regid 65534 --clear-groups "$0" "$@""# : ":"
        let missing = try place.run(["status", "--json"], as: "lin")
        #expect(try missing.status == 66 && missing.code() == "no-identity", "\(missing)")
        #expect(chmod(keys, 0) == 0)
        defer { chmod(keys, 0o700) }
        for (language, said) in [("en", "You may not enter the folder"), ("zh-Hans", "您没有进入文件夹")] {
            for person in [nil, "fang"] {
                let told = try place.run(where: asOther, ["status"], as: person, language: language)
                #expect(told.status == 69 && told.errors.contains("\(said) '\(keys)'"), "\(told)")
                #expect(!told.errors.contains("tacet join"), "\(told.errors)")
            }
        }
    }

    @Test("a folder that may not be written is found by 'check', as the commands are refused in it")
    func unwritableFolder() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let isRoot = geteuid() == 0
        // Root writes everywhere: the folder is given to somebody else.
        if isRoot { try #require(try Workplace.shell("chown -R 65534:65534 '\(place.everything.path)'") == 0) }
        #expect(chmod(place.folder.path, 0o500) == 0 && chmod(place.database.path, 0o400) == 0)
        defer { chmod(place.folder.path, 0o700) }
        let circumstances =
            isRoot ? #"exec setpriv --reuid 65534 --regid 65534 --clear-groups "$0" "$@""# : ":"
        let listed = try place.run(where: circumstances, ["client", "list"], as: "fang")
        #expect(listed.status == 69, "\(listed)")
        for (language, said) in [("en", "and its folder, as every command does"), ("zh-Hans", "及其文件夹的权限")] {
            let check = try place.run(where: circumstances, ["check"], language: language)
            #expect(check.status == 78 && check.output.contains(said), "\(check)")
        }
        let points = try place.run(where: circumstances, ["check", "--json"]).json()["points"] as? [[String: Any]]
        #expect(points?.contains { $0["code"] as? String == "forbidden" } == true)
    }

    @Test("what the system refuses is said of what it is about: memory, the state folder, a pipe in a file's place")
    func system() throws {
        let place = try Workplace(isScryptReal: true)
        defer { place.remove() }
        try place.found()
        for (language, memory, state, pipe, file) in [
            ("en", "gave too little memory", "remembers what you saw", "it is no ordinary file", "FILE"),
            ("zh-Hans", "提供的内存不足", "记录您所见", "它不是普通文件", "文件"),
        ] {
            let short = try place.run(
                where: "ulimit -v 900000",
                [
                    "join", "zhou", "--from", "-", "--work-factor", "20", "--passphrase-file",
                    try place.passphraseFile("zhou"),
                ],
                input: #"{"name": "周"}"#, language: language)
            #expect(short.status == 74 && short.errors.contains(memory), "\(short)")
            let elsewhere = try place.run(
                where: "export XDG_STATE_HOME=/etc/passwd", ["status"], as: "fang", language: language)
            #expect(elsewhere.status == 74 && elsewhere.errors.contains(state), "\(elsewhere)")
            #expect(elsewhere.errors.contains("XDG_STATE_HOME") && elsewhere.errors.contains("/etc/passwd/tacet"))
            let identity = place.folder.path + "/Keys/other.identity"
            unlink(identity)
            #expect(mkfifo(identity, 0o600) == 0)
            let read = try place.run(
                ["status", "--as", "other", "--passphrase-file", try place.passphraseFile("fang")], language: language)
            #expect(read.status == 74 && read.errors.contains(pipe), "\(read)")
            let change = try place.run(["passphrase", "change"], as: "fang", language: language)
            #expect(change.status == 77 && change.errors.contains("--new-passphrase-file \(file)"), "\(change)")
            #expect(!change.errors.contains("--from"), "\(change)")
        }
    }

    @Test("times in the trail are shown whole, however narrow the terminal, and a pager gets them whole too")
    func wholeTimes() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        #expect(try place.run(["client", "list"], as: "fang").status == 0)
        #expect(try place.run(["note", "show", "ABCD"], as: "fang").status != 0)
        let time = try Regex(#"20\d\d-\d\d-\d\d( 周.)? \d\d:\d\d"#)
        for language in ["en", "zh-Hans"] {
            for columns in [60, 80, 100] {
                for rows in [200, 10] {
                    let session = TerminalSession(
                        rows: rows, columns: columns,
                        environment: place.environment(language: language).merging(["PAGER": "cat"]) { $1 })
                    let shown = try session.run(
                        "'\(place.program.path)' audit log --as fang --passphrase-file '\(try place.passphraseFile("fang"))'",
                        in: place.folder)
                    #expect(shown.status == 0, "\(shown.screen)")
                    let lines = shown.screen.split(separator: "\n").filter { $0.contains(/20\d\d-/) }
                    #expect(!lines.isEmpty && lines.allSatisfy { $0.contains(time) }, "\(shown.screen)")
                }
            }
        }
    }

    @Test("where only the reply cannot be written, what was done is said to be done")
    func unwritten() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        for (language, said, what, name) in [
            ("en", "The command itself was carried out", "Standard output cannot be written", "王小明"),
            ("zh-Hans", "命令本身已经执行", "无法写入标准输出", "李大同"),
        ] {
            let told = try place.run(
                where: "exec >/dev/full", ["client", "add", "--from", "-"], as: "fang",
                input: #"{"name": "\#(name)"}"#, language: language)
            #expect(told.status == 74 && told.errors.contains(said) && told.errors.contains(what), "\(told.errors)")
        }
        let clients = try place.run(["client", "list", "--json"], as: "fang").json()["clients"] as? [Any]
        #expect(clients?.count == 2)
        #expect(try place.run(where: "exec >/dev/full", ["--help"]).status == 74)
    }

    @Test("'check' names files in Keys/ that are of another practice, without any passphrase")
    func otherKeys() throws {
        let (place, other) = (try Workplace(), try Workplace(isAnew: true))
        defer {
            place.remove()
            other.remove()
        }
        for one in [place, other] {
            try one.found()
            try one.admit("lin", name: "林", roles: ["counselor"])
        }
        func strange() throws -> [[String: Any]] {
            let points = try #require(try place.run(["check", "--json"]).json()["points"] as? [[String: Any]])
            return points.filter { $0["code"] as? String == "other-practice" }
        }
        #expect(try strange().isEmpty)
        let keys = place.folder.appendingPathComponent("Keys")
        try FileManager.default.removeItem(at: keys)
        try FileManager.default.copyItem(at: other.folder.appendingPathComponent("Keys"), to: keys)
        let found = try strange().compactMap { $0["finding"] as? String }
        #expect(found.count == 2 && found.contains { $0.contains("lin.public") }, "\(found)")
        #expect(found.contains { $0.contains("station.key") }, "\(found)")
        for (language, said) in [("en", "was made for another practice"), ("zh-Hans", "是为另一个机构生成的")] {
            let told = try place.run(["check"], language: language)
            #expect(told.status == 78 && told.output.contains(said), "\(told.output)")
        }
    }
}
