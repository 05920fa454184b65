import Foundation
import Testing

/// A folder in which the practice file is damaged or may not be written: the way on is named, and 'check' lists the rest too.
struct DamagedFolderTests {
    private func points(_ ending: Workplace.Ending) throws -> [String: (isGood: Bool, finding: String, mend: String)] {
        let points = try #require(try ending.json()["points"] as? [[String: Any]], "\(ending.errors)")
        return Dictionary(
            points.compactMap { point in
                guard let code = point["code"] as? String, let isGood = point["inOrder"] as? Bool else { return nil }
                return (code, (isGood, point["finding"] as? String ?? "", point["mend"] as? String ?? ""))
            }
        ) { first, _ in first }
    }

    @Test("a practice file that is cut, empty or something else is said to be damaged, with the backup as the way on")
    func damaged() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let whole = try Data(contentsOf: place.database)
        let ways = ["en": "tacet restore unpack FILE --to FOLDER", "zh-Hans": "tacet restore unpack 文件 --to 文件夹"]
        for (bytes, said) in [
            (whole.prefix(whole.count / 2), ["en": "is damaged in itself", "zh-Hans": "本身已损坏"]),
            (Data(), ["en": "it is damaged, or something else was put in its place", "zh-Hans": "它已损坏，或被其他文件替换"]),
            (
                Data("garbage ".utf8) + whole.dropFirst(8),
                ["en": "it is damaged, or something else was put in its place", "zh-Hans": "它已损坏，或被其他文件替换"]
            ),
        ] {
            try bytes.write(to: place.database)
            for (language, words) in said {
                let told = try place.run(["client", "list"], as: "fang", language: language)
                #expect(told.status == 76 && told.errors.contains(words), "\(told.errors)")
                #expect(told.errors.contains(try #require(ways[language])), "\(told.errors)")
                #expect(!told.errors.contains("--practice"), "\(told.errors)")
                // 'check' lists it with the rest, also for somebody.
                for person in [nil, "fang"] {
                    let checked = try place.run(["check"], as: person, language: language)
                    #expect(checked.status == 78 && checked.output.contains(words), "\(checked)")
                    #expect(checked.output.contains(try #require(ways[language])), "\(checked.output)")
                    #expect(checked.output.components(separatedBy: words).count == 2, "\(checked.output)")
                }
            }
            let found = try points(try place.run(["check", "--json"], as: "fang"))
            #expect(found["practice-file"]?.isGood == false && found["clock"]?.isGood == true, "\(found)")
        }
    }

    @Test(
        "a practice file of which the end of the last page is missing is listed as damaged before anybody reads that page"
    )
    func cut() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        #expect(try points(try place.run(["check", "--json"]))["practice-file"]?.isGood == true)
        try Data(contentsOf: place.database).dropLast(100).write(to: place.database)
        for (language, words) in [("en", "is damaged in itself"), ("zh-Hans", "本身已损坏")] {
            let checked = try place.run(["check"], language: language)
            #expect(checked.status == 78 && checked.output.contains(words), "\(checked)")
        }
    }

    @Test("what a person cannot get past is listed by 'check' beside what was found")
    func altered() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.alter("UPDATE row SET body = zeroblob(length(body)) WHERE class = 1")
        let refused = try place.run(["client", "list", "--json"], as: "fang")
        #expect(refused.status == 76, "\(refused)")
        let checked = try place.run(["check", "--json"], as: "fang")
        let found = try points(checked)
        #expect(checked.status == 78 && found["practice-file"]?.isGood == true, "\(found)")
        #expect(found[try refused.code()]?.isGood == false, "\(found)")
        // A wrong passphrase is no fault of the folder.
        let passphrase = place.everything.appendingPathComponent("wrong.pass")
        try Data("seven other words\n".utf8).write(to: passphrase)
        let wrong = try place.run(["check", "--as", "fang", "--passphrase-file", passphrase.path])
        #expect(wrong.status == 77, "\(wrong)")
    }

    @Test("on a disk that is mounted read-only nobody is told to ask for a right, but to copy the folder")
    func readOnly() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        // Where nothing may be mounted there is no such disk.
        guard let (practice, disk) = try place.onSmallDisk(mebibytes: 32) else { return }
        defer { _ = try? Workplace.shell("umount '\(disk.path)'") }
        try #require(try Workplace.shell("mount -o remount,ro '\(disk.path)'") == 0)
        for (language, said, way) in [
            ("en", "is mounted read-only", "cp -a '\(practice.path)' FOLDER"),
            ("zh-Hans", "以只读方式挂载", "cp -a '\(practice.path)' 文件夹"),
        ] {
            let told = try place.run(["client", "list"], as: "fang", language: language, in: practice)
            #expect(told.status == 69 && told.errors.contains(said) && told.errors.contains(way), "\(told.errors)")
            for person in [nil, "fang"] {
                let checked = try place.run(["check"], as: person, language: language, in: practice)
                #expect(checked.status == 78 && checked.output.contains(way), "\(checked)")
                #expect(checked.output.components(separatedBy: said).count == 2, "\(checked.output)")
            }
        }
        let told = try place.run(["status", "--json"], as: "fang", in: practice)
        #expect(try told.code() == "read-only-disk")
        #expect(try points(try place.run(["check", "--json"], in: practice))["read-only-disk"]?.isGood == false)
        // The way that is told leads on.
        let copy = place.everything.appendingPathComponent("copy")
        try #require(try Workplace.shell("cp -a '\(practice.path)' '\(copy.path)'") == 0)
        #expect(try place.run(["client", "list"], as: "fang", in: copy).status == 0)
    }
}
