-- The clients of bench/run: wrk -s wrk/load.lua URL -- scenario=… tokens=FILE base=… etag=…
-- Every request is another one: another record, another actor, another Idempotency-Key. The rules
-- by which a number gives an id are those of data.sql; the same as in lib/ceiling.mjs.

local thread_count = 0
function setup(thread)
  thread:set("thread_index", thread_count)
  thread_count = thread_count + 1
end

local DONGS, NURSES, VISITS = 40, 6, 2000000
local FIRST = 100000000000 -- ids end in FIRST + number
local options, tokens, scenario = {}, {}, {}
local next_request
local n = 0

local function id(kind, number)
  return string.format("01900000-0000-7000-%s-%d", kind, FIRST + number)
end

local function bearer(dong, nurse)
  return "Authorization: Bearer " .. tokens[dong * NURSES + nurse]
end

local function text(method, path, headers, body)
  local length = body and string.format("Content-Type: application/json\r\nContent-Length: %d\r\n", #body) or ""
  return table.concat({ method, " ", path, " HTTP/1.1\r\nHost: ", wrk.host, "\r\n", headers, "\r\n", length, "\r\n", body or "" })
end

function scenario.read()
  return function()
    local visit = math.random(0, VISITS - 1)
    return text("GET", "/v1/visits/" .. id("8003", visit), bearer(visit % DONGS, n % NURSES))
  end
end

function scenario.list()
  return function()
    local day = os.date("!%Y-%m-%d", 1672617600 + 86400 * math.random(0, 1400)) -- from 2023-01-02
    return text("GET", "/v1/visits?limit=20&from=" .. day .. "T00:00:00Z", bearer(math.random(0, DONGS - 1), n % NURSES))
  end
end

function scenario.create()
  local base = tonumber(options.base) + 500000 * thread_index
  return function()
    local c = base + n
    local nurse = c % (DONGS * NURSES)
    local dong = math.floor(nurse / NURSES)
    local start = 1893456000 + 900 * math.floor(c / (DONGS * NURSES)) -- from 2030-01-01
    local body = string.format('{"resident_id":"%s","program":"senior-level","kind":"home","planned_start":"%s","planned_end":"%s","notes":"혈압약 복용 확인"}',
      id("8002", math.random(0, 12499) * DONGS + dong), os.date("!%Y-%m-%dT%H:%M:%SZ", start), os.date("!%Y-%m-%dT%H:%M:%SZ", start + 600))
    return text("POST", "/v1/visits", bearer(dong, nurse % NURSES) .. "\r\nIdempotency-Key: bench-" .. c, body)
  end
end

-- Eight reads, one list, one creation.
function scenario.mixed()
  local read, list, create = scenario.read(), scenario.list(), scenario.create()
  return function()
    local kind = n % 10
    return kind == 0 and create() or kind == 5 and list() or read()
  end
end

local function always(request)
  return function() return request end
end

scenario["openapi 304"] = function()
  return always(text("GET", "/v1/openapi.json", "If-None-Match: " .. options.etag))
end

scenario["404"] = function()
  return always(text("GET", "/v1/nothing", "Accept: application/json"))
end

scenario["401"] = function()
  return always(text("GET", "/v1/visits/" .. id("8003", 1), "Accept: application/json"))
end

-- Ten errors: eight properties that do not fit, one that is missing, one that is unknown.
scenario["400 of ten errors"] = function()
  local body = '{"resident_id":"x","program":5,"kind":"moon","staff_id":"y","team":"none","joint":"maybe","planned_start":"soon","notes":7,"other":1}'
  return function() return text("POST", "/v1/visits", bearer(n % DONGS, n % NURSES) .. "\r\nIdempotency-Key: bench", body) end
end

function scenario.static()
  return always(text("GET", "/" .. options.file, "Accept: application/json"))
end

local function read_tokens(file)
  local index = 0
  for line in io.lines(file) do
    tokens[index] = line
    index = index + 1
  end
end

function init(arguments)
  for _, pair in ipairs(arguments) do
    local name, value = pair:match("^(%w+)=(.*)$")
    options[name] = value
  end
  math.randomseed(tonumber(options.seed or "1") * 16 + thread_index)
  if options.tokens then read_tokens(options.tokens) end
  next_request = scenario[options.scenario]()
end

function request()
  n = n + 1
  return next_request()
end

function done(summary, latency)
  local e = summary.errors
  print(string.format('RESULT {"requests":%d,"duration_us":%d,"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d,"p50_us":%d,"p99_us":%d,"bytes":%d}',
    summary.requests, summary.duration, e.connect, e.read, e.write, e.status, e.timeout, latency:percentile(50), latency:percentile(99), summary.bytes))
end
