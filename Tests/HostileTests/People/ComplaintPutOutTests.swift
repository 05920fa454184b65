import Counseling
import Foundation
import Practice
import RecordRoom
import RecordStore
import Testing
import Vault

/// One member of a complaint's thread, with a changed program, who puts the others out of it.
@Suite struct ComplaintPutOutTests {
    /// Whom the member lets in before, and what they are given.
    enum Stooge: String, CaseIterable {
        case nobody, director, respondent, respondentWithKey, counselor
    }

    private func overview(_ name: String, _ practice: ComplaintPractice) throws -> ComplaintOverview {
        _ = try practice.complaints(name)
        return try practice.work(as: name) { room in
            try room.visit(for: ReadingComplaints.self, about: .complaints) { try $0.complaints() }
        }
    }

    private func thread(_ intruder: Intruder, of name: String, _ practice: ComplaintPractice) throws -> OpaqueID {
        let person = try OpaqueID(of: practice.id(name))
        return try #require(try intruder.rows(.assignment).filter { $0.target == person }.map(\.scope).last)
    }

    private func assign(
        _ name: String, _ isAssigned: Bool, to thread: OpaqueID, by intruder: Intruder, _ practice: ComplaintPractice
    ) throws {
        let history = try intruder.history(of: thread)
        let row = try intruder.ring.assign(
            .person(try OpaqueID(of: practice.id(name))), assigned: isAssigned, to: history, chain: intruder.chain
        ).row
        try intruder.commit(put: [row])
    }

    /// Makes the next key of a thread, for those who are named and nobody else.
    private func renew(
        _ thread: OpaqueID, for names: [String], by intruder: Intruder, _ practice: ComplaintPractice
    ) throws {
        let statement = try intruder.ring.makeGeneration(of: intruder.history(of: thread), chain: intruder.chain)
        let grants = try names.map { name in
            let member = try #require(intruder.chain.members[try OpaqueID(of: practice.id(name))])
            return try intruder.ring.grant(thread, generation: statement.generation, to: member).row
        }
        try intruder.commit(put: [statement.row] + grants)
    }

    /// Whether somebody is told that they are kept from a complaint, by their list, `status` and its number.
    private func expectTold(_ name: String, _ id: Identifier<Complaint>, _ practice: ComplaintPractice) throws {
        let found = try overview(name, practice)
        #expect(found.entries.isEmpty && (found.withheld == [id]) != (found.lost == 1), "\(name)")
        let place = practice.place
        for (language, said) in [("en", "put you out of"), ("zh-Hans", "将您移出")] {
            let listed = try place.run(["complaint", "list"], as: name, language: language)
            #expect(listed.status == 76 && listed.errors.contains(said), "\(name) \(listed)")
        }
        let document = try place.run(["complaint", "list", "--json"], as: name)
        #expect(document.output.contains(found.lost == 1 ? #""putOutOf": 1"# : id.hex), "\(name) \(document)")
        let shown = try place.run(["complaint", "show", id.hex, "--json"], as: name)
        #expect(shown.status == 76 && shown.errors.contains("complaint-withheld"), "\(name) \(shown)")
        for command in ["status", "today"] {
            let told = try place.run([command], as: name)
            #expect(told.output.contains("complaints is not as it should be"), "\(name) \(told)")
        }
    }

    @Test(
        "whoever leaves in nobody who knows of it and can handle it hides nothing from those put out",
        arguments: Stooge.allCases)
    func nobodyIsLeft(stooge: Stooge) throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let id = try practice.file(against: "eva")
        for name in ComplaintPractice.committee { _ = try practice.complaints(name) }
        let an = try Intruder("an", in: practice.place)
        let thread = try thread(an, of: "an", practice)
        let name: String? =
            switch stooge {
            case .nobody: nil
            case .director: "fang"
            case .respondent, .respondentWithKey: "eva"
            case .counselor: "lin"
            }
        if let name { try assign(name, true, to: thread, by: an, practice) }
        for other in ["bei", "chen", "du"] { try assign(other, false, to: thread, by: an, practice) }
        let given = stooge == .respondentWithKey ? ["an", "eva"] : ["an"]
        try renew(thread, for: given, by: an, practice)
        for other in ["bei", "chen", "du"] {
            let found = try overview(other, practice)
            // Whom it is about only who drew it knows.
            if stooge == .respondentWithKey, found.withheld.isEmpty, found.lost == 0 { continue }
            try expectTold(other, id, practice)
        }
        let told = try ["bei", "chen", "du"].filter { try overview($0, practice).withheld == [id] }
        #expect(told.count >= 2, "\(told)")
        #expect(try overview("an", practice).isWhole)
    }

    @Test("whoever puts the others out one after another hides nothing from any of them")
    func oneAfterAnother() throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let id = try practice.file(against: "eva")
        for name in ComplaintPractice.committee { _ = try practice.complaints(name) }
        let an = try Intruder("an", in: practice.place)
        let thread = try thread(an, of: "an", practice)
        var left = ["bei", "chen", "du"]
        while let name = left.first {
            left.removeFirst()
            try assign(name, false, to: thread, by: an, practice)
            try renew(thread, for: ["an"] + left, by: an, practice)
        }
        for name in ["bei", "chen", "du"] { try expectTold(name, id, practice) }
    }

    @Test(
        "a key that those who belong are not given, or that does not open, hides nothing from them",
        arguments: [false, true])
    func keysThatDoNotOpen(isGiven: Bool) throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let id = try practice.file(against: "eva")
        for name in ComplaintPractice.committee { _ = try practice.complaints(name) }
        let (an, liar) = (try Intruder("an", in: practice.place), try Intruder("an", in: practice.place))
        let thread = try thread(an, of: "an", practice)
        let history = try an.history(of: thread)
        // Another secret under the number of the key that is made.
        let generation = try liar.ring.makeGeneration(of: history, chain: liar.chain).generation
        let spoiled = try ["bei", "chen", "du"].map { name in
            let member = try #require(liar.chain.members[try OpaqueID(of: practice.id(name))])
            return try liar.ring.grant(thread, generation: generation, to: member).row
        }
        try renew(thread, for: ["an"], by: an, practice)
        if isGiven { try an.commit(put: spoiled) }
        for name in ["bei", "chen", "du"] {
            let found = try overview(name, practice)
            #expect(found.entries.isEmpty && (found.withheld == [id]) != (found.lost == 1), "\(name)")
            #expect(try practice.place.run(["complaint", "list"], as: name).status == 76, "\(name)")
        }
        #expect(try overview("eva", practice).isWhole)
    }

    @Test(
        "one of a panel who puts the others out hides nothing from them, and those who stood beside the panel are told of nothing"
    )
    func panelPutOut() throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let id = try practice.seated()
        for name in ComplaintPractice.committee { #expect(try overview(name, practice).isWhole, "\(name)") }
        let bei = try Intruder("bei", in: practice.place)
        let thread = try thread(bei, of: "bei", practice)
        try assign("fang", true, to: thread, by: bei, practice)
        for name in ["an", "chen"] { try assign(name, false, to: thread, by: bei, practice) }
        try renew(thread, for: ["bei"], by: bei, practice)
        for name in ["an", "chen"] { try expectTold(name, id, practice) }
        for name in ["du", "eva"] {
            #expect(try overview(name, practice).isWhole, "\(name)")
        }
    }

    @Test("whoever of a panel is put out and replaced by others who know of it is missed by these, and let in again")
    func replaced() throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let id = try practice.seated()
        let bei = try Intruder("bei", in: practice.place)
        let thread = try thread(bei, of: "bei", practice)
        try assign("an", false, to: thread, by: bei, practice)
        try renew(thread, for: ["bei", "chen"], by: bei, practice)
        // Taken along as an honest program does.
        let sealer = try RecordSealer(bei.ring)
        try bei.commit(put: try bei.rows(.record).filter { $0.scope == thread }.compactMap { try sealer.rewrap($0) })
        let place = practice.place
        for (language, said) in [("en", "put out of the complaint by somebody"), ("zh-Hans", "未经回避即被移出该投诉")] {
            let shown = try place.run(["complaint", "show", id.hex], as: "chen", language: language)
            #expect(shown.status == 0 && shown.errors.contains(said), "\(shown)")
        }
        #expect(try place.run(["complaint", "show", id.hex], as: "an").status == 66)
        let again = try place.run(["complaint", "panel", id.hex, "--member", "an"], as: "chen")
        #expect(again.status == 0, "\(again)")
        let shown = try place.run(["complaint", "show", id.hex, "--json"], as: "an")
        #expect(shown.status == 0 && shown.output.contains(#""panelPutOut": []"#), "\(shown)")
        #expect(try place.faults(as: "an") == [])
    }

    @Test("seating, adding, recusing and leaving as the rules have it raise no alarm for anybody")
    func honestSteps() throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let id = try practice.file(against: "lin")
        func expectQuiet(_ what: String) throws {
            for name in ComplaintPractice.committee {
                let found = try overview(name, practice)
                #expect(found.isWhole, "\(what): \(name) \(found.withheld) \(found.lost)")
            }
        }
        for name in ComplaintPractice.committee { _ = try practice.complaints(name) }
        try practice.take(.acknowledged, id, as: "eva")
        try practice.take(try ComplaintPractice.triage(), id, as: "eva")
        // Without whoever seats it.
        try practice.take(.seated(try practice.ids(["an", "bei", "chen"])), id, as: "eva")
        try expectQuiet("seated")
        try practice.take(.recused(try practice.id("chen")), id, as: "chen")
        try expectQuiet("left")
        try practice.take(.seated(try practice.ids(["du", "eva"])), id, as: "bei")
        try expectQuiet("added")
        try practice.take(.recused(try practice.id("du")), id, as: "an")
        try expectQuiet("recused")
        try practice.take(.recused(try practice.id("bei")), id, as: "an")
        try expectQuiet("recused again")
    }

    @Test("members whom the chair recuses one after another miss nothing while a panel of three has the complaint")
    func oneAfterAnotherByTheRules() throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let id = try practice.seated()
        for (out, named) in [("bei", "du"), ("chen", "eva")] {
            try practice.take(.recused(try practice.id(out)), id, as: "an")
            try practice.take(.seated(try practice.ids([named])), id, as: "an")
        }
        for name in ComplaintPractice.committee {
            let found = try overview(name, practice)
            #expect(found.isWhole, "\(name) \(found.withheld) \(found.lost)")
        }
    }
}
