import Counseling
import Foundation
import Practice
import RecordRoom
import WordList

// Computers that have somebody's keys, in words.
extension CommandContext {
    // MARK: telling

    /// Tells what was done with the person's keys since this computer looked last, before anything else: whoever's keys were carried
    /// off sees it at their next command.
    func tellDevices(_ practice: OpenPractice) throws {
        // Never in the way of what the person came for; what could not be looked at now is in `status`.
        guard let news = try? practice.deviceNews(telling: true), !news.isEmpty else { return }
        for line in try lines(of: news, practice) { try announceLine(line) }
    }

    /// What is not told now waits for the next command, whose pin will have passed it.
    func keepDeviceNews(_ practice: OpenPractice) { _ = try? practice.deviceNews(telling: false) }

    private func lines(of news: [NotedDevice], _ practice: OpenPractice) throws -> [String] {
        let times = try times(practice)
        let said = news.map { noted in
            let sentence: Sentence =
                switch noted.event.step {
                case .allowed: .deviceNewsAllowed
                case .inUse: .deviceNewsInUse
                case .lost: .deviceNewsLost
                }
            return say(
                sentence,
                ["device": called(noted.event.device, noted.event.name), "time": times.table(noted.event.at.date)])
        }
        let isHandedOut = news.contains { $0.event.step != .lost }
        return said + (isHandedOut ? [say(.deviceNewsNotYou, replacing(practice.identity))] : [])
    }

    /// For `tacet join {person} --replaces {id}`: the short name alone is known only where its public file lies.
    func replacing(_ identity: UnlockedIdentity) -> [String: String] {
        ["person": identity.shortName, "id": identity.person.shortForm(characters: 8)]
    }

    func called(_ id: Identifier<Device>, _ name: DeviceName?) -> String {
        let short = id.shortForm(characters: 4)
        return name.map { "\($0.text) (\(short))" } ?? short
    }

    /// A computer that is lost while its keys count, and the command that ends them.
    struct LostDevice {
        let id: String
        let text: String
        let mend: String
    }

    /// What `status`, `today` and `check` say of computers.
    func devices(
        _ practice: OpenPractice
    ) throws -> (waiting: [TodayNotice], lost: [LostDevice], hasSeveral: Bool, json: JSONValue) {
        let (entries, noted) = try practice.room.deviceStanding()
        let own = try practice.room.ownEntry()
        let times = try times(practice)
        let isDirector = own.member.roles.contains(.director)
        let lost = entries.filter { $0.state == .lost && $0.keysCount && ($0.person == own.id || isDirector) }.map {
            entry in
            let person = entry.member?.shortName.text ?? entry.person.shortForm(characters: 4)
            let id = entry.person.shortForm(characters: 8)
            return LostDevice(
                id: entry.id.hex,
                text: say(
                    entry.person == own.id ? .deviceLostWaits : .deviceLostOfOther,
                    [
                        "device": called(entry.id, entry.name), "person": person, "id": id,
                        "time": entry.lost.map { times.table($0.date) } ?? "?",
                    ]), mend: "tacet join \(person) --replaces \(id)")
        }
        let late = entries.filter { entry in
            guard entry.person == own.id, entry.state == .allowed, entry.keysCount, let allowed = entry.allowed else {
                return false
            }
            return UTCTime.now.secondsSince1970 - allowed.secondsSince1970 > 86_400
        }
        var waiting = lost.map { TodayNotice(code: "device-lost", text: $0.text, ids: [$0.id]) }
        waiting += late.map { entry in
            TodayNotice(
                code: "device-not-arrived", text: say(.deviceNotArrived, ["device": called(entry.id, entry.name)]),
                ids: [entry.id.hex])
        }
        let untold = practice.untold(noted)
        if !untold.isEmpty {
            waiting += try lines(of: untold, practice).map {
                TodayNotice(code: "device-news", text: $0, ids: untold.map(\.event.device.hex))
            }
        }
        let mine = entries.filter { $0.person == own.id && $0.keysCount }
        return (waiting, lost, mine.count > 1, .array(mine.map { json($0, times) }))
    }

    func json(_ entry: DeviceEntry, _ times: TimeText) -> JSONValue {
        func time(_ time: UTCTime?) -> JSONValue { .optional(time.map { times.rfc3339($0.date) }) }
        return .object([
            "id": .string(entry.id.hex), "person": .string(entry.person.hex),
            "shortName": .optional(entry.member?.shortName.text), "name": .optional(entry.name?.text),
            "state": .string(entry.state.rawValue), "allowed": time(entry.allowed), "inUse": time(entry.inUse),
            "lost": time(entry.lost), "keysCount": .boolean(entry.keysCount), "isFirst": .boolean(entry.isFirst),
        ])
    }

    func say(_ entry: DeviceEntry) -> String {
        if entry.state != .lost, !entry.keysCount { return say(.deviceStateReplaced) }
        return switch entry.state {
        case .unknown, .allowed: say(.deviceStateAllowed)
        case .inUse: say(entry.isFirst ? .deviceStateFirst : .deviceStateInUse)
        case .lost: say(entry.keysCount ? .deviceStateLost : .deviceStateLostReplaced)
        }
    }

    // MARK: asking

    /// The code of a request, typed or out of a file, held against it word by word: what another file's screen shows does not fit.
    /// - Returns: its last words, which the request does not know, as places in the word list
    func deviceCode(of asking: DeviceAsking, inFile path: String?) throws -> [Int] {
        let bound = try asking.words()
        func proof(_ found: [Int?]) -> [Int]? {
            let numbers = found.compactMap { $0 }
            guard numbers.count == found.count, numbers.count == DeviceAsking.codeWords,
                Array(numbers.prefix(bound.count)) == bound
            else { return nil }
            return Array(numbers.dropFirst(bound.count))
        }
        if let path {
            let given = String(decoding: try WholeFile.read(path, limit: 4096, waiting: true), as: UTF8.self)
            guard let proof = proof(WordList.effLarge.indices(typed: given)) else {
                throw RoomError.device(.otherCode)
            }
            return proof
        }
        try requireTerminal(or: "--code-file FILE")
        let count = DeviceAsking.codeWords
        for attempt in 1...Self.codeAttempts {
            let typed = try askLine(.devicePromptCode, ["count": "\(count)"], required: true)
            let found = WordList.effLarge.indices(typed: typed)
            if let proof = proof(found) { return proof }
            guard attempt < Self.codeAttempts else { break }
            let isCode = found.count == count && !found.contains(nil)
            try announceLine(
                isCode ? say(.codeAgain, ["reason": say(.deviceFaultCode)]) : codeSlip(found, words: count))
        }
        throw RoomError.device(.otherCode)
    }

    /// The one that a word or row number means, among one's own.
    func device(_ typed: String, in practice: OpenPractice) throws -> DeviceEntry {
        let all = try practice.room.visit(for: ListingDevices.self, about: .practice) { try $0.devices(all: false) }
        let prefix = try meant(typed, .devices, in: practice)
        let named = all.filter { $0.name?.text == typed }
        // Of several with one name the one whose keys count and that is not lost yet is meant.
        let live = named.filter { $0.keysCount && $0.state != .lost }
        let called = live.isEmpty ? named : live
        if called.count == 1, let only = called.first { return only }
        let found = try called.isEmpty ? all.map(\.id).filter { try $0.matches(prefix: prefix) } : called.map(\.id)
        let id = try one(found, typed: typed)
        guard let entry = all.first(where: { $0.id == id }) else { throw RoomError.notFound(.device) }
        return entry
    }
}
