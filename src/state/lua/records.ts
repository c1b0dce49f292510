/**
 * The record of a request: when it was admitted and when its lease ends, then a line for each
 * counter with kind, amount and key. Of a settled one only that it is.
 */
export const RECORDS = String.raw`
local SETTLED = 'settled'

local function readRecord(text)
  local record = { amounts = {}, leases = {} }
  if not text then return record end
  local at, endsAt = string.match(text, '^(%d+) (%d+)')
  record.at, record.endsAt = tonumber(must(at)), tonumber(endsAt)
  for kind, amount, key in string.gmatch(text, '\n(%l+) (%d+) ([^\n]+)') do
    record.amounts[key] = tonumber(amount)
    if kind == 'concurrency' or kind == 'budget' then
      record.leases[#record.leases + 1] = { kind = kind, amount = amount, key = key }
    end
  end
  return record
end
`;
