import Counseling
import Testing

@Suite("Crisis flags")
struct CrisisTests {
    private let start = "2026-12-01T02:00:00Z"

    /// People: 1 supervisor, 2 director, 3 the client's counselor, 4 another counselor, 5 another supervisor, 6 front desk.
    private func author(_ number: UInt8) throws -> CrisisAuthor {
        let roles: [Set<Role>] = [
            [.supervisor], [.director], [.counselor], [.counselor], [.supervisor], [.frontDesk],
        ]
        return .person(try identifier(number), roles: roles[Int(number) - 1])
    }

    private let counsels: CrisisFlag.Counsels = { person, client in
        person == (try? identifier(3)) && client == (try? identifier(0xC0))
    }

    private func act(
        _ number: Int, _ what: CrisisAct, by author: CrisisAuthor, at text: String, signedAs other: CrisisAuthor? = nil
    ) throws -> CrisisDeposit {
        CrisisDeposit(
            id: try identifier(UInt8(0x10 + number)), author: other ?? author,
            event: CrisisEvent(
                flag: number == 1 ? nil : try identifier(0x11), number: number, position: 3, at: try time(text),
                by: author.person, clockBehind: false, what: what))
    }

    private func raised(_ report: CrisisReport = CrisisReport(), by author: CrisisAuthor = .station) throws
        -> CrisisDeposit
    {
        try act(1, .raised(report), by: author, at: start)
    }

    private func flag(_ deposits: CrisisDeposit...) throws -> CrisisFlag {
        try #require(CrisisFlag.fold(deposits, counsels: counsels).flags.first)
    }

    private func clientReport() throws -> CrisisReport {
        CrisisReport(client: try identifier(0xC0), level: .imminent)
    }

    // MARK: states

    @Test("every pair of state and step does what the rules say, and nothing else")
    func everyPair() {
        let allowed: [CrisisState: [CrisisStep: CrisisState]] = [
            .raised: [
                .acknowledged: .acknowledged, .detailed: .raised, .intervened: .raised, .contacted: .raised,
                .linked: .raised, .reassessed: .raised, .cardOpened: .raised,
            ],
            .acknowledged: [
                .acknowledged: .acknowledged, .detailed: .acknowledged, .intervened: .acknowledged,
                .contacted: .acknowledged, .linked: .acknowledged, .reassessed: .acknowledged,
                .cardOpened: .acknowledged, .proposed: .proposed,
            ],
            .proposed: [
                .acknowledged: .proposed, .detailed: .proposed, .intervened: .proposed, .contacted: .proposed,
                .linked: .proposed, .reassessed: .acknowledged, .cardOpened: .proposed, .proposed: .proposed,
                .resolved: .resolved,
            ],
            .resolved: [:],
        ]
        for state in CrisisState.allCases {
            for step in CrisisStep.allCases {
                let next = try? state.advance(step)
                #expect(next == allowed[state]?[step], "\(state) \(step)")
                if next == nil {
                    #expect(throws: CrisisProblem.refusedStep(from: state, step)) { try state.advance(step) }
                }
            }
        }
    }

    // MARK: the order

    @Test("a number without a right, or far beyond, moves nothing; what was refused stays before what is signed next")
    func order() throws {
        func numbered(_ number: Int, _ what: CrisisAct, by author: CrisisAuthor, id: UInt8) throws -> CrisisDeposit {
            CrisisDeposit(
                id: try identifier(id), author: author,
                event: CrisisEvent(
                    flag: try identifier(0x11), number: number, position: 3, at: try time(start), by: author.person,
                    clockBehind: false, what: what))
        }
        let gap = CrisisFlag.widestGap
        let (first, su) = (try raised(), try author(1))
        let stranger = try flag(first, numbered(1 << 30, .acknowledged, by: author(6), id: 0x20))
        #expect(stranger.lastNumber == 1 && stranger.faults.map(\.problem) == [.notEntitled])
        let beyond = try flag(first, numbered(2 + gap, .acknowledged, by: su, id: 0x20))
        #expect(beyond.lastNumber == 1 && beyond.faults.map(\.problem) == [.farBeyond])
        let far = try flag(first, numbered(1 + gap, .acknowledged, by: su, id: 0x20))
        #expect(far.lastNumber == 1 + gap && far.state == .acknowledged)
        // Anybody with the folder may add details, but not push the order to its end.
        let detail = CrisisAct.detailed(CrisisReport(seen: "x"))
        let added = try flag(
            first, numbered(1 << 30, detail, by: .station, id: 0x20), numbered(2, .acknowledged, by: su, id: 0x21))
        #expect(added.lastNumber == 2 && added.state == .acknowledged && added.report.seen == nil)
        // A signature given in advance counts for nothing that comes after it.
        let early = try numbered(9, .resolved, by: su, id: 0x20)
        let refused = try flag(first, early)
        #expect(refused.lastNumber == 9 && refused.faults.count == 1)
        let over = try CrisisProposal("over", noReport: nil)
        let proposed = try flag(
            first, early, numbered(10, .acknowledged, by: su, id: 0x21),
            numbered(11, .proposed(over), by: author(5), id: 0x22))
        #expect(proposed.state == .proposed)
        // A first act that names another number than 1 pushes nothing either.
        let loud = CrisisDeposit(
            id: first.id, author: .station,
            event: CrisisEvent(
                flag: nil, number: 1 << 30, position: 3, at: try time(start), by: nil, clockBehind: false,
                what: .raised(CrisisReport())))
        #expect(try flag(loud).lastNumber == 1)
    }

    @Test("the newest card is the one that the log has last of whoever counsels now, whatever number and time it says")
    func cards() throws {
        let json = #"{"name": "王小明", "phone": "13800138000"}"#
        let bearer = EmergencyCard.Bearer(
            try ClientProfile.read(json: Array(json.utf8), today: try #require(CalendarDate("2026-12-01"))))
        func written(_ number: Int, now isByCounselor: Bool, at text: String? = nil) throws -> EmergencyCard.Written {
            EmergencyCard.Written(
                id: "\(number)",
                card: EmergencyCard(
                    client: try identifier(0xC0), bearer: bearer, number: number, at: try time(text ?? start),
                    by: try identifier(3),
                    additions: try EmergencyCard.Additions(location: nil, safetyPlan: nil, level: nil)),
                isByCounselor: isByCounselor)
        }
        var asked = 0
        /// - Parameter cards: in the order of the log
        func newest(_ cards: EmergencyCard.Written...) -> EmergencyCard? {
            EmergencyCard.newest(of: cards.sorted { $0.id < $1.id }) { one in
                asked += 1
                return cards.firstIndex { $0.id == one.id } ?? 0
            }
        }
        #expect(newest() == nil && EmergencyCard.nextNumber(after: []) == 1)
        let (one, two, former) = (
            try written(1, now: true), try written(2, now: true, at: "2026-11-01T00:00:00Z"), try written(7, now: false)
        )
        // Nobody reads the log for what stands alone.
        #expect(newest(former) == former.card && newest(two, former) == two.card && asked == 0)
        #expect(newest(one, two) == two.card && newest(two, one) == one.card && asked == 4)
        #expect(newest(two, one, former) == one.card)
        #expect(EmergencyCard.nextNumber(after: [former, two, one]) == 8)
        let beyond = try written(1 << 30, now: true, at: "9999-01-01T00:00:00Z")
        #expect(newest(beyond, two) == two.card && EmergencyCard.nextNumber(after: [one, beyond, two]) == 3)
    }

    // MARK: the clock

    @Test("the first intervention is due by level, and unassessed counts as high")
    func dueByLevel() throws {
        for (level, due) in [
            (CrisisLevel.imminent, "2026-12-01T02:15:00Z"), (.high, "2026-12-01T03:00:00Z"),
            (.elevated, "2026-12-02T02:00:00Z"), (.watch, "2026-12-08T02:00:00Z"),
        ] {
            #expect(try flag(raised(CrisisReport(level: level))).due == time(due))
        }
        let unassessed = try flag(raised())
        #expect(unassessed.level == .high && unassessed.assessedLevel == nil)
        #expect(try unassessed.due == time("2026-12-01T03:00:00Z"))
    }

    @Test("a flag rises to supervisors and the client's counselor at once, to the director when its time is past")
    func rising() throws {
        let flag = try flag(raised(clientReport()))
        func demands(of number: UInt8, _ roles: Set<Role>, at text: String, supervised: Bool = true) throws -> Int {
            let onlooker = CrisisOnlooker(
                person: try identifier(number), roles: roles, supervisors: supervised ? [try identifier(1)] : [])
            return flag.demands(of: onlooker, at: try time(text), counsels: counsels).count
        }
        let (early, late) = ("2026-12-01T02:14:59Z", "2026-12-01T02:15:00Z")
        #expect(try demands(of: 1, [.supervisor], at: early) == 1)
        #expect(try demands(of: 3, [.counselor], at: early) == 1)
        #expect(try demands(of: 2, [.director], at: early) == 0)
        #expect(try demands(of: 2, [.director], at: late) == 1)
        #expect(try demands(of: 2, [.director], at: early, supervised: false) == 1)
        #expect(try demands(of: 4, [.counselor], at: late) == 0)
        #expect(try demands(of: 6, [.frontDesk], at: late) == 0)
        #expect(flag.demands(at: try time(early), supervisors: []).first?.isOverdue == false)
        #expect(flag.demands(at: try time(late), supervisors: []).first?.isOverdue == true)
        #expect(
            try flag.responsible(at: time(late), supervisors: [identifier(1)]) == [.supervisor, .counselor, .director])
    }

    @Test("only a named person's acknowledgement stops the clock: a workstation's, or one in another's name, does not")
    func acknowledgement() throws {
        let late = try time("2026-12-01T09:00:00Z")
        let byStation = try flag(
            raised(clientReport()), act(2, .acknowledged, by: .station, at: "2026-12-01T02:05:00Z"))
        #expect(byStation.state == .raised)
        #expect(byStation.faults.map(\.problem) == [.notEntitled])
        let forged = try flag(
            raised(clientReport()),
            act(2, .acknowledged, by: author(1), at: "2026-12-01T02:05:00Z", signedAs: author(4)))
        #expect(forged.state == .raised)
        #expect(forged.faults.map(\.problem) == [.contradictory])
        for number: UInt8 in [4, 6] {
            let stranger = try flag(
                raised(clientReport()), act(2, .acknowledged, by: author(number), at: "2026-12-01T02:05:00Z"))
            #expect(stranger.faults.map(\.problem) == [.notEntitled])
        }
        let named = try flag(
            raised(clientReport()), act(2, .acknowledged, by: author(3), at: "2026-12-01T02:05:00Z"))
        #expect(named.demands(at: late, supervisors: []).isEmpty)
        #expect(try named.acknowledgedBy == identifier(3))
    }

    @Test("more pressing runs from now, less pressing from when it was raised")
    func reassessed() throws {
        func due(_ first: CrisisLevel, _ second: CrisisLevel) throws -> UTCTime {
            let reassessment = try CrisisReassessment(
                level: second, kind: nil, concernsMinor: nil, due: nil, text: nil)
            return try flag(
                raised(CrisisReport(level: first)), act(2, .acknowledged, by: author(1), at: start),
                act(3, .reassessed(reassessment), by: author(1), at: "2026-12-01T02:30:00Z")
            ).due
        }
        #expect(try due(.high, .imminent) == time("2026-12-01T02:45:00Z"))
        #expect(try due(.high, .watch) == time("2026-12-08T02:00:00Z"))
    }

    @Test("before anybody has taken it up nobody makes a flag less pressing or lets it wait, whatever their clock says")
    func hastensOnly() throws {
        func after(
            _ report: CrisisReport, _ level: CrisisLevel, kind: CrisisKind? = nil, at text: String
        ) throws -> CrisisFlag {
            let look = try CrisisReassessment(level: level, kind: kind, concernsMinor: nil, due: nil, text: nil)
            return try flag(raised(report), act(2, .reassessed(look), by: author(1), at: text))
        }
        let (later, far) = ("2026-12-01T02:30:00Z", "2026-12-20T02:00:00Z")
        let calmed = try after(CrisisReport(), .watch, at: later)
        #expect(try calmed.level == .high && calmed.due == time("2026-12-01T03:00:00Z") && calmed.lastNumber == 2)
        #expect(calmed.faults.map(\.problem) == [.refusedStep(from: .raised, .reassessed)])
        let unreported = try after(CrisisReport(kind: .abuse, level: .watch), .watch, kind: .other, at: later)
        #expect(unreported.kind == .abuse && unreported.faults.count == 1)
        let same = try after(CrisisReport(level: .watch), .watch, at: later)
        #expect(try same.due == time("2026-12-08T02:00:00Z") && same.faults.isEmpty)
        // More pressing by a clock that is ahead: it is due at once for whoever reads it, and never later than it was.
        let ahead = try after(CrisisReport(level: .watch), .imminent, at: far)
        #expect(try ahead.due == time("2026-12-08T02:00:00Z") && ahead.due(at: time(later)) == time(later))
    }

    @Test("a flag dated by a clock that is ahead is overdue for whoever reads it, and so is the report that it wants")
    func ahead() throws {
        let flag = try flag(raised(CrisisReport(kind: .abuse, level: .watch)))
        let (near, early) = (try time("2026-12-01T01:50:00Z"), try time("2026-11-23T02:00:00Z"))
        #expect(try !flag.clockAhead(at: near) && flag.due(at: near) == time("2026-12-02T02:00:00Z"))
        #expect(flag.clockAhead(at: early) && flag.due(at: early) == early && flag.reportDue(at: early) == early)
        #expect(flag.demands(at: early, supervisors: []).map(\.isOverdue) == [true, true])
    }

    @Test("a form's good fields count beside those that are not understood, which are kept in words")
    func halfUnderstood() throws {
        let json =
            #"{"seen": "pills taken", "Level": "IMMINENT", "concernsMinor": "yes", "phone": 138, "kind": "harm", "client": "C-5HJS", "alone": [1]}"#
        let read = try CrisisReport.read(bytes(json))
        #expect(read.report.level == .imminent && read.report.concernsMinor == true && read.client == "C-5HJS")
        #expect(read.notUnderstood == ["alone", "kind", "phone"] && !read.isUnread && read.report.kind == nil)
        #expect(read.report.seen == "pills taken\nalone: 1\nkind: harm\nphone: 138")
        #expect(try CrisisReport.read(bytes(#"{"kind": "Self Harm"}"#)).report.kind == .selfHarm)
        let twice = #"{"level": "watch", "level": "imminent"}"#
        #expect(try CrisisReport.read(bytes(twice)).report.seen == twice)
        #expect(try CrisisReport.read(bytes(#"{"seen": "x""#)).isUnread)
    }

    @Test("a look at the risk that is due rises again, and takes back what was proposed before it")
    func lookAgain() throws {
        let reassessment = try CrisisReassessment(
            level: .high, kind: nil, concernsMinor: nil, due: time("2026-12-04T02:00:00Z"), text: nil)
        let flag = try flag(
            raised(clientReport()), act(2, .acknowledged, by: author(1), at: start),
            act(3, .proposed(try CrisisProposal("好转", noReport: nil)), by: author(3), at: start),
            act(4, .reassessed(reassessment), by: author(1), at: start))
        #expect(flag.state == .acknowledged && flag.proposal == nil)
        #expect(try flag.demands(at: time("2026-12-04T01:59:59Z"), supervisors: []).isEmpty)
        #expect(try flag.demands(at: time("2026-12-04T02:00:00Z"), supervisors: []).map(\.word) == ["reassess"])
    }

    // MARK: the end

    @Test("a resolution counts only with another supervisor's signature")
    func cosigned() throws {
        let proposal = CrisisAct.proposed(try CrisisProposal("好转", noReport: nil))
        func end(proposedBy first: UInt8, signedBy second: UInt8) throws -> CrisisFlag {
            try flag(
                raised(clientReport()), act(2, .acknowledged, by: author(1), at: start),
                act(3, proposal, by: author(first), at: start), act(4, .resolved, by: author(second), at: start))
        }
        #expect(try end(proposedBy: 3, signedBy: 1).state == .resolved)
        #expect(try end(proposedBy: 1, signedBy: 5).state == .resolved)
        #expect(try end(proposedBy: 1, signedBy: 1).faults.map(\.problem) == [.ownProposal])
        #expect(try end(proposedBy: 3, signedBy: 2).faults.map(\.problem) == [.notEntitled])
        #expect(try end(proposedBy: 1, signedBy: 3).faults.map(\.problem) == [.notEntitled])
        #expect(try end(proposedBy: 1, signedBy: 1).state == .proposed)
    }

    @Test("what the only supervisor proposes nobody can co-sign, and it says so to everyone who can do something")
    func stuck() throws {
        let proposal = CrisisAct.proposed(try CrisisProposal("好转", noReport: nil))
        let only: Set<Identifier<Person>> = [try identifier(1)]
        let two = only.union([try identifier(5)])
        func proposed(by number: UInt8) throws -> CrisisFlag {
            try flag(
                raised(clientReport()), act(2, .acknowledged, by: author(1), at: start),
                act(3, proposal, by: author(number), at: start))
        }
        let (own, counselors) = (try proposed(by: 1), try proposed(by: 3))
        #expect(own.isStuck(supervisors: only) && own.isStuck(supervisors: []))
        #expect(!own.isStuck(supervisors: two) && !counselors.isStuck(supervisors: only))
        #expect(counselors.isStuck(supervisors: []))
        #expect(try own.responsible(at: time(start), supervisors: only) == [.counselor, .director])
        #expect(try own.responsible(at: time(start), supervisors: two) == [.supervisor])
        for (number, roles, words) in [
            // Who proposed can do nothing more; a director can bring another supervisor in, whoever proposed.
            (1, [.supervisor], []), (1, [.supervisor, .director], ["propose-anew"]), (2, [.director], ["propose-anew"]),
            (3, [.counselor], ["propose-anew"]), (6, [.frontDesk], []),
        ] as [(UInt8, Set<Role>, [String])] {
            let onlooker = CrisisOnlooker(person: try identifier(number), roles: roles, supervisors: only)
            #expect(try own.demands(of: onlooker, at: time(start), counsels: counsels).map(\.word) == words)
        }
        // Another's proposal takes its place, and then the supervisor co-signs.
        let ended = try flag(
            raised(clientReport()), act(2, .acknowledged, by: author(1), at: start),
            act(3, proposal, by: author(1), at: start), act(4, proposal, by: author(2), at: start),
            act(5, .resolved, by: author(1), at: start))
        #expect(ended.state == .resolved && ended.faults.isEmpty)
    }

    @Test("suspected harm to a minor is reported, with a receipt, or left unreported with a reason that two sign")
    func reported() throws {
        var report = try clientReport()
        report.concernsMinor = true
        func end(_ contact: CrisisContact?, noReport: String?) throws -> CrisisFlag {
            var deposits = [
                try raised(report), try act(2, .acknowledged, by: author(1), at: start),
                try act(4, .proposed(CrisisProposal("好转", noReport: noReport)), by: author(3), at: start),
                try act(5, .resolved, by: author(1), at: start),
            ]
            if let contact { deposits.append(try act(3, .contacted(contact), by: author(3), at: start)) }
            return try #require(CrisisFlag.fold(deposits, counsels: counsels).flags.first)
        }
        #expect(try end(nil, noReport: nil).faults.map(\.problem).first == .reportMissing)
        let told = try CrisisContact(with: .police, basis: .legalDuty, said: "情况", receipt: nil)
        #expect(try end(told, noReport: nil).state == .acknowledged)
        let school = try CrisisContact(with: .school, basis: .legalDuty, said: "情况", receipt: "1")
        #expect(try end(school, noReport: nil).state == .acknowledged)
        let filed = try CrisisContact(with: .police, basis: .legalDuty, said: "情况", receipt: "110-7")
        #expect(try end(filed, noReport: nil).state == .resolved)
        #expect(try end(nil, noReport: "查明为误会").state == .resolved)
        let open = try flag(raised(report))
        #expect(try open.reportDue(at: time(start)) == time("2026-12-02T02:00:00Z"))
        #expect(
            try open.demands(at: time("2026-12-02T02:00:00Z"), supervisors: []).map(\.word) == [
                "acknowledge", "report",
            ])
    }

    @Test("a flag has one client, and whoever's clock is wrong changes nothing of the order")
    func linkedInOrder() throws {
        let link = CrisisAct.linked(CrisisLink(client: try identifier(0xC0), keys: []))
        let other = CrisisAct.linked(CrisisLink(client: try identifier(0xC1), keys: []))
        let flag = try flag(
            act(3, other, by: author(1), at: "2020-01-01T00:00:00Z"), raised(),
            act(2, link, by: author(2), at: "2026-12-01T05:00:00Z"))
        #expect(try flag.client == identifier(0xC0))
        #expect(flag.faults.map(\.problem) == [.alreadyLinked])
    }

    @Test("what a station or whoever raised it learns a moment later is added, and changes no level")
    func detailed() throws {
        var more = CrisisReport(kind: .suicide, level: .watch, seen: "在桥上")
        more.callback = "13900000000"
        let flag = try flag(
            raised(CrisisReport(seen: "来电")), act(2, .detailed(more), by: .station, at: start))
        #expect(flag.report.seen == "来电\n在桥上" && flag.report.callback == "13900000000")
        #expect(flag.kind == .suicide && flag.level == .high)
    }

    @Test("whose flag it is can be said after raising it, which gives nobody a part in it, and only a link does")
    func said() throws {
        let client = try identifier(0xC0, of: Client.self)
        let detail = CrisisAct.detailed(CrisisReport(client: client))
        let said = try flag(
            raised(CrisisReport(seen: "来电")), act(2, detail, by: .station, at: start),
            act(3, .acknowledged, by: author(3), at: start))
        #expect(said.client == nil && said.saidClient == client)
        #expect(said.state == .raised && said.faults.map(\.problem) == [.notEntitled])
        let linked = try flag(
            raised(CrisisReport(seen: "来电")), act(2, detail, by: .station, at: start),
            act(3, .linked(CrisisLink(client: client, keys: [])), by: author(1), at: start))
        #expect(linked.client == client && linked.saidClient == nil && linked.faults.isEmpty)
    }

    @Test("suspected harm to a minor or dependant is taken up within a day of being known, whatever the level")
    func hastened() throws {
        let day = "2026-12-02T02:00:00Z"
        for report in [
            CrisisReport(kind: .abuse, level: .watch), CrisisReport(level: .watch, concernsMinor: true),
        ] {
            #expect(try flag(raised(report)).due == time(day))
        }
        #expect(try flag(raised(CrisisReport(level: .watch))).due == time("2026-12-08T02:00:00Z"))
        #expect(try flag(raised(CrisisReport(kind: .abuse, level: .imminent))).due == time("2026-12-01T02:15:00Z"))
        let later = "2026-12-03T02:00:00Z"
        let learned = try flag(
            raised(CrisisReport(level: .watch)), act(2, .detailed(CrisisReport(kind: .abuse)), by: .station, at: later))
        #expect(try learned.due == time("2026-12-04T02:00:00Z"))
        let calmer = try CrisisReassessment(level: .watch, kind: nil, concernsMinor: nil, due: nil, text: nil)
        let reassessed = try flag(
            raised(CrisisReport(kind: .abuse)), act(2, .acknowledged, by: author(1), at: start),
            act(3, .reassessed(calmer), by: author(1), at: start))
        #expect(try reassessed.due == time(day))
    }

    // MARK: forms

    @Test("whatever somebody writes in a hurry becomes a report")
    func lenient() throws {
        let form = try CrisisReport.read(bytes(#"{"seen": "在天台", "level": "imminent", "alone": true, "where": "A座"}"#))
        #expect(form.report.level == .imminent && form.report.alone == true && form.report.place == "A座")
        #expect(!form.isUnread)
        let misspelt = try CrisisReport.read(bytes(#"{"sen": "在天台"}"#))
        #expect(misspelt.notUnderstood == ["sen"] && misspelt.report.seen == "sen: 在天台")
        #expect(try CrisisReport.read([0xFF, 0x41]).report.seen?.hasSuffix("A") == true)
        #expect(try CrisisReport.read(bytes("a\u{1B}[2Jb")).report.seen == "a [2Jb")
        #expect(try CrisisReport.read([]).report.isEmpty)
    }

    @Test("every act is the same after a trip through its bytes")
    func roundTrip() throws {
        let acts: [CrisisAct] = [
            .raised(try clientReport()), .detailed(CrisisReport(seen: "x")), .acknowledged,
            .intervened(try CrisisText("谈话")),
            .contacted(try CrisisContact(with: .hospital, basis: .danger, said: "情况", receipt: nil)),
            .linked(CrisisLink(client: try identifier(1), keys: [CrisisKey(deposit: try identifier(2), key: "AA==")])),
            .reassessed(
                try CrisisReassessment(level: .watch, kind: .other, concernsMinor: true, due: time(start), text: "t")),
            .proposed(try CrisisProposal("好转", noReport: "r")), .resolved, .cardOpened,
        ]
        #expect(Set(acts.map(\.step)) == Set(CrisisStep.allCases))
        for act in acts {
            let event = CrisisEvent(
                flag: try identifier(9), number: 4, position: 2, at: try time(start), by: try identifier(8),
                clockBehind: true, what: act)
            let read = try CrisisEvent(body: try event.encodedBody())
            #expect(read.what == act && read.number == 4 && read.clockBehind == true)
            #expect(try read.encodedBody() == event.encodedBody())
            #expect(!"\(event)".contains("谈话"))
        }
    }

    @Test("the desk's alert stands until the flag it came from is over")
    func alerts() throws {
        let first = DeskAlert(flag: try identifier(1), active: true)
        let second = DeskAlert(flag: try identifier(2), active: true)
        let over = DeskAlert(flag: try identifier(1), active: false)
        #expect(!DeskAlert.stands(in: []) && DeskAlert.stands(in: [first]))
        #expect(!DeskAlert.stands(in: [over, first]) && DeskAlert.stands(in: [over, first, second]))
    }

    @Test("emergency numbers follow the time zone, and a place that is not known has none")
    func numbers() {
        let china = EmergencyNumbers.of(zone: "Asia/Shanghai")
        #expect(china?.police == "110" && china?.ambulance == "120" && china?.crisisLine == "12356")
        #expect(EmergencyNumbers.of(zone: "Europe/Berlin")?.police == "112")
        #expect(EmergencyNumbers.of(zone: "UTC") == nil)
    }

    @Test("a duty list names people with numbers, in order")
    func duty() throws {
        let list = try DutyList.read(
            json: bytes(#"{"people": [{"shortName": "su", "phone": "139 0000 0000", "note": "夜间"}]}"#))
        #expect(list.people.first?.phone.text == "139 0000 0000")
        #expect(throws: CounselingError.self) { try DutyList.read(json: bytes(#"{"people": []}"#)) }
        #expect(throws: CounselingError.field("people[0].phone", .malformed(.phone))) {
            try DutyList.read(json: bytes(#"{"people": [{"shortName": "su", "phone": "x"}]}"#))
        }
    }
}
