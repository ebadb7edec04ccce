// Command testvault runs a real HashiCorp Vault core (1.13, the last line under MPL-2.0) in memory on
// loopback, initialised and unsealed, with the transit engine at transit/, AppRole at approle/ and the
// Kubernetes login at kubernetes/. It prints one JSON line with its address, root token and unseal
// key, and ends when its standard input does. For tests only: nothing outlives the process.
//
// This program is QuorumSeal's, under its licence. Vault and its plugins, which are under the Mozilla Public License
// 2.0, are neither here nor in any artifact: Go downloads them when somebody builds this.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"

	"github.com/hashicorp/go-hclog"
	kubernetes "github.com/hashicorp/vault-plugin-auth-kubernetes"
	"github.com/hashicorp/vault/builtin/credential/approle"
	"github.com/hashicorp/vault/builtin/logical/transit"
	vaulthttp "github.com/hashicorp/vault/http"
	"github.com/hashicorp/vault/sdk/helper/consts"
	"github.com/hashicorp/vault/sdk/logical"
	"github.com/hashicorp/vault/sdk/physical/inmem"
	"github.com/hashicorp/vault/vault"
)

// plugins is the registry that Vault asks before it mounts anything: only what tests use.
type plugins map[consts.PluginType]map[string]logical.Factory

func (p plugins) Contains(name string, kind consts.PluginType) bool {
	_, found := p[kind][name]
	return found
}

func (p plugins) Get(name string, kind consts.PluginType) (func() (interface{}, error), bool) {
	factory, found := p[kind][name]
	return func() (interface{}, error) { return factory, nil }, found
}

func (p plugins) Keys(kind consts.PluginType) (names []string) {
	for name := range p[kind] {
		names = append(names, name)
	}
	return names
}

func (p plugins) DeprecationStatus(string, consts.PluginType) (consts.DeprecationStatus, bool) {
	return consts.Supported, true
}

func main() {
	address := "127.0.0.1:0"
	if len(os.Args) > 1 {
		address = os.Args[1]
	}
	if err := run(address); err != nil {
		fmt.Fprintln(os.Stderr, "testvault:", err)
		os.Exit(1)
	}
}

func run(address string) error {
	logger := hclog.New(&hclog.LoggerOptions{Level: hclog.Warn, Output: os.Stderr})
	storage, err := inmem.NewInmem(nil, logger)
	if err != nil {
		return err
	}
	engines := map[string]logical.Factory{"transit": transit.Factory}
	logins := map[string]logical.Factory{"approle": approle.Factory, "kubernetes": kubernetes.Factory}
	core, err := vault.NewCore(&vault.CoreConfig{
		Physical:           storage,
		Logger:             logger,
		DisableMlock:       true,
		LogicalBackends:    engines,
		CredentialBackends: logins,
		BuiltinRegistry:    plugins{consts.PluginTypeSecrets: engines, consts.PluginTypeCredential: logins},
	})
	if err != nil {
		return err
	}
	keys, err := core.Initialize(context.Background(), &vault.InitParams{
		BarrierConfig:  &vault.SealConfig{SecretShares: 1, SecretThreshold: 1},
		RecoveryConfig: &vault.SealConfig{SecretShares: 1, SecretThreshold: 1},
	})
	if err != nil {
		return err
	}
	if _, err := core.Unseal(vault.TestKeyCopy(keys.SecretShares[0])); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	go http.Serve(listener, vaulthttp.Handler.Handler(&vault.HandlerProperties{Core: core}))

	url := "http://" + listener.Addr().String()
	for path, kind := range map[string]string{"sys/mounts/transit": "transit", "sys/auth/approle": "approle", "sys/auth/kubernetes": "kubernetes"} {
		if err := post(url+"/v1/"+path, keys.RootToken, fmt.Sprintf(`{"type":%q}`, kind)); err != nil {
			return err
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(map[string]string{
		"address": url, "token": keys.RootToken, "unsealKey": fmt.Sprintf("%x", keys.SecretShares[0]),
	}); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

func post(url, token, body string) error {
	request, err := http.NewRequest(http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("X-Vault-Token", token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode >= 300 {
		text, _ := io.ReadAll(response.Body)
		return fmt.Errorf("%s: %s %s", url, response.Status, text)
	}
	return nil
}
