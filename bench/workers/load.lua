-- Chat requests of about 1 KB with personal data in them. Arguments: key, "unique" or "same", "json" or "stream".
local prose = string.rep("Please summarise the following customer message and draft a polite answer. ", 10)
local count = 0

function init(arguments)
  key, kind, form = arguments[1], arguments[2], arguments[3]
  math.randomseed(os.time())
  salt = tostring(math.random(1000000000))
  wrk.method = "POST"
  wrk.path = "/v1/chat/completions"
  wrk.headers["content-type"] = "application/json"
  wrk.headers["authorization"] = "Bearer " .. key
end

function request()
  count = count + 1
  local number = kind == "unique" and (salt .. "-" .. count) or "one"
  local stream = form == "stream" and ',"stream":true' or ""
  return wrk.format(nil, nil, nil, '{"model":"openai/bench"' .. stream .. ',"messages":[{"role":"system","content":"You answer for ACME."},'
    .. '{"role":"user","content":"' .. prose .. 'Customer ada.lovelace@example.org wrote about invoice number ' .. number .. '."}]}')
end

function done(summary, latency)
  local bad = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format("RESULT %d %d %.0f %.0f %.0f\n", summary.requests, bad, summary.duration, latency:percentile(50), latency:percentile(99)))
end
